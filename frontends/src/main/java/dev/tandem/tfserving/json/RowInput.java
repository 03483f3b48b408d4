package dev.tandem.tfserving.json;

import static dev.tandem.tfserving.wire.TfServingException.invalidArgument;

import dev.tandem.engine.tensor.Shape;
import dev.tandem.json.JsonReader;
import dev.tandem.json.JsonToken;
import dev.tandem.json.JsonValue;
import dev.tandem.tfserving.signature.SignatureTensor;
import dev.tandem.tfserving.wire.TfServingException;

/** The rows of one input; the first one's shape is that of all. */
final class RowInput {
  private final SignatureTensor input;
  private final long[] dims;
  private final Elements elements;
  private final NestedLists lists;
  private int rows;

  private RowInput(SignatureTensor input, long[] dims, Elements elements) {
    this.input = input;
    this.dims = dims;
    this.elements = elements;
    this.lists = new NestedLists(dims, elements);
  }

  static RowInput of(SignatureTensor input, int rows, JsonValue first, InputTensors tensors) {
    long[] dims = NestedLists.shapeOf(input.alias(), first);
    return new RowInput(input, dims, tensors.elements(input, rows, dims));
  }

  long[] dims() {
    return dims.clone();
  }

  Elements elements() {
    return elements;
  }

  int rows() {
    return rows;
  }

  /** Reads the row that the reader stands on, and moves to its end. */
  void read(JsonReader reader) {
    if (reader.token() != JsonToken.ARRAY_START && dims.length == 0) {
      elements.take(reader);
    } else {
      readList(reader);
    }
    rows++;
  }

  private void readList(JsonReader reader) {
    JsonValue row = reader.value();
    try {
      lists.read(reader);
    } catch (TfServingException e) {
      if (rows > 0) {
        checkApart(row);
      }
      throw e;
    }
  }

  /**
   * Looks at a row that does not read like the first one as if it were alone: it may be wrong in
   * itself, which comes first, or of another size or shape.
   */
  private void checkApart(JsonValue row) {
    long[] ownDims = NestedLists.shapeOf(input.alias(), row);
    CountedElements own = new CountedElements(input.spec().type());
    JsonReader reader = row.reader();
    reader.next();
    new NestedLists(ownDims, own).read(reader);
    long expected = elementCount(dims);
    if (own.count() != expected) {
      throw invalidArgument("Expecting tensor size: " + expected + " but got: " + own.count());
    }
    throw invalidArgument("Expecting shape " + Shape.of(dims) + " but got: " + Shape.of(ownDims));
  }

  /** Of a row that was read, whose count of values therefore is an int. */
  private static long elementCount(long[] dims) {
    return Shape.of(dims).elementCount();
  }
}
