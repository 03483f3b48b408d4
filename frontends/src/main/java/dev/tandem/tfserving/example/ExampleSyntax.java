package dev.tandem.tfserving.example;

import dev.tandem.protobuf.WireCursor;
import dev.tandem.protobuf.WireType;
import dev.tandem.tfserving.feature.FeatureKind;

/** The fields of an Example, and a walk over all of them that finds whether they are sound. */
final class ExampleSyntax {
  /** Of an Example. */
  static final int FEATURES = 1 << 3 | WireType.LENGTH;

  /** Of Features: an entry of their map. */
  static final int FEATURE = 1 << 3 | WireType.LENGTH;

  static final int KEY = 1 << 3 | WireType.LENGTH;
  static final int VALUE = 2 << 3 | WireType.LENGTH;

  private ExampleSyntax() {}

  /**
   * Walks what is left before the cursor's limit; throws {@link
   * dev.tandem.protobuf.MalformedMessageException} where that is no Example.
   */
  static void check(WireCursor cursor) {
    for (int tag = cursor.nextTag(); tag != 0; tag = cursor.nextTag()) {
      if (tag == FEATURES) {
        checkFeatures(cursor);
      } else {
        cursor.skip(tag);
      }
    }
  }

  private static void checkFeatures(WireCursor cursor) {
    int outer = cursor.enter();
    for (int tag = cursor.nextTag(); tag != 0; tag = cursor.nextTag()) {
      if (tag == FEATURE) {
        checkEntry(cursor);
      } else {
        cursor.skip(tag);
      }
    }
    cursor.leave(outer);
  }

  private static void checkEntry(WireCursor cursor) {
    int outer = cursor.enter();
    for (int tag = cursor.nextTag(); tag != 0; tag = cursor.nextTag()) {
      switch (tag) {
        case KEY -> cursor.skipString();
        case VALUE -> checkFeature(cursor);
        default -> cursor.skip(tag);
      }
    }
    cursor.leave(outer);
  }

  private static void checkFeature(WireCursor cursor) {
    int outer = cursor.enter();
    for (int tag = cursor.nextTag(); tag != 0; tag = cursor.nextTag()) {
      FeatureKind kind = FeatureKind.of(tag);
      if (kind == null) {
        cursor.skip(tag);
      } else {
        checkList(cursor, kind);
      }
    }
    cursor.leave(outer);
  }

  private static void checkList(WireCursor cursor, FeatureKind kind) {
    int outer = cursor.enter();
    for (int tag = cursor.nextTag(); tag != 0; tag = cursor.nextTag()) {
      kind.list().skip(cursor, tag);
    }
    cursor.leave(outer);
  }
}
