package dev.tandem.tfserving.example;

import static dev.tandem.tfserving.wire.TfServingException.invalidArgument;

import dev.tandem.protobuf.Spans;
import dev.tandem.protobuf.WireCursor;
import dev.tandem.protobuf.WireType;

/**
 * An Input as it came over the wire, its Examples still where they arrived. Written by one thread
 * while it is parsed.
 */
public final class InputMessage {
  private static final int EXAMPLE_LIST = 1 << 3 | WireType.LENGTH;
  private static final int EXAMPLE_LIST_WITH_CONTEXT = 2 << 3 | WireType.LENGTH;

  /** Of both kinds of lists. */
  private static final int EXAMPLES = 1 << 3 | WireType.LENGTH;

  private static final int CONTEXT = 2 << 3 | WireType.LENGTH;

  private final WireCursor cursor;
  private final Spans examples = new Spans();
  private final Spans context = new Spans();
  private int kind;
  private boolean tooMany;

  public InputMessage(WireCursor cursor) {
    this.cursor = cursor;
  }

  /** Reads the Input that the cursor is at and adds it to what there is. */
  public void merge() {
    int outer = cursor.enter();
    for (int tag = cursor.nextTag(); tag != 0; tag = cursor.nextTag()) {
      if (tag == EXAMPLE_LIST || tag == EXAMPLE_LIST_WITH_CONTEXT) {
        readList(tag);
      } else {
        cursor.skip(tag);
      }
    }
    cursor.leave(outer);
  }

  /** Of the two kinds of lists, the one that is begun last takes the place of the other. */
  private void readList(int tag) {
    if (tag != kind) {
      examples.clear();
      context.clear();
      kind = tag;
    }
    int outer = cursor.enter();
    for (int field = cursor.nextTag(); field != 0; field = cursor.nextTag()) {
      if (field == EXAMPLES) {
        readExample(examples);
      } else if (field == CONTEXT && kind == EXAMPLE_LIST_WITH_CONTEXT) {
        readExample(context);
      } else {
        cursor.skip(field);
      }
    }
    cursor.leave(outer);
  }

  private void readExample(Spans target) {
    int outer = cursor.enter();
    if (target.count() < Examples.MOST) {
      target.add(cursor.position(), cursor.remaining());
    } else {
      tooMany = true;
    }
    ExampleSyntax.check(cursor);
    cursor.leave(outer);
  }

  /** The Examples, of which there is at least one. */
  public Examples examples() {
    if (examples.count() == 0) {
      throw invalidArgument("Input is empty.");
    }
    if (tooMany) {
      throw Examples.tooMany();
    }
    return new Examples(cursor, examples, context);
  }
}
