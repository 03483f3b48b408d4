package dev.tandem.tfserving.example;

import static dev.tandem.tfserving.feature.FeatureColumns.NONE;

import dev.tandem.protobuf.WireCursor;
import dev.tandem.tfserving.feature.FeatureColumns;
import java.util.Arrays;

/** The features of one Example after the other, those of the context where it lacks them. */
final class FeatureRow {
  /** What a feature is where there is no context; nothing is ever read into it. */
  private static final FeatureValue NOTHING = new FeatureValue();

  private final WireCursor cursor;
  private final Examples examples;
  private final FeatureColumns columns;
  private final FeatureValue[] fromContext;
  private final FeatureValue[] own;
  private final boolean[] isOwn;

  /** What an entry is read into, before or after its name tells which column it is for. */
  private FeatureValue spare = new FeatureValue();

  FeatureRow(Examples examples, FeatureColumns columns) {
    this.cursor = examples.cursor();
    this.examples = examples;
    this.columns = columns;
    fromContext =
        examples.context().count() > 0 ? values(columns.count()) : nothing(columns.count());
    own = values(columns.count());
    isOwn = new boolean[columns.count()];
    for (int i = 0; i < examples.context().count(); i++) {
      cursor.seek(examples.context().from(i), examples.context().length(i));
      readExample(fromContext);
    }
  }

  private static FeatureValue[] nothing(int count) {
    FeatureValue[] values = new FeatureValue[count];
    Arrays.fill(values, NOTHING);
    return values;
  }

  private static FeatureValue[] values(int count) {
    FeatureValue[] values = new FeatureValue[count];
    for (int i = 0; i < count; i++) {
      values[i] = new FeatureValue();
    }
    return values;
  }

  /** Makes the Example of this index the one whose values are given. */
  void read(int index) {
    Arrays.fill(isOwn, false);
    cursor.seek(examples.each().from(index), examples.each().length(index));
    readExample(own);
  }

  FeatureValue value(int column) {
    return isOwn[column] ? own[column] : fromContext[column];
  }

  private void readExample(FeatureValue[] target) {
    for (int tag = cursor.nextTag(); tag != 0; tag = cursor.nextTag()) {
      if (tag == ExampleSyntax.FEATURES) {
        readFeatures(target);
      } else {
        cursor.skip(tag);
      }
    }
  }

  private void readFeatures(FeatureValue[] target) {
    int outer = cursor.enter();
    for (int tag = cursor.nextTag(); tag != 0; tag = cursor.nextTag()) {
      if (tag == ExampleSyntax.FEATURE) {
        readEntry(target);
      } else {
        cursor.skip(tag);
      }
    }
    cursor.leave(outer);
  }

  /** Reads one entry of the map, which takes the place of an earlier one of its name. */
  private void readEntry(FeatureValue[] target) {
    int column = NONE;
    spare.clear();
    int outer = cursor.enter();
    for (int tag = cursor.nextTag(); tag != 0; tag = cursor.nextTag()) {
      switch (tag) {
        case ExampleSyntax.KEY -> column = columns.read(cursor);
        case ExampleSyntax.VALUE -> spare.merge(cursor);
        default -> cursor.skip(tag);
      }
    }
    cursor.leave(outer);
    if (column != NONE) {
      FeatureValue read = spare;
      spare = target[column];
      target[column] = read;
      isOwn[column] = true;
    }
  }
}
