package dev.tandem.tfserving.example;

import dev.tandem.engine.tensor.DataType;
import dev.tandem.engine.tensor.Shape;
import dev.tandem.engine.tensor.Tensor;
import dev.tandem.engine.tensor.TensorBytes;
import dev.tandem.protobuf.RepeatedValues;
import dev.tandem.protobuf.WireCursor;
import dev.tandem.tfserving.feature.FeatureColumn;
import dev.tandem.tfserving.feature.FeatureKind;
import dev.tandem.tfserving.feature.Saturated;
import dev.tandem.tfserving.wire.ArgumentCheck;
import dev.tandem.tfserving.wire.InputMemory;
import java.nio.ByteBuffer;

/**
 * The tensor of one column in the making: all rows are measured before there is memory, and written
 * when there is. Belongs to one thread.
 */
final class FeatureTensor {
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final FeatureColumn column;
  private final WireCursor cursor;
  private final int rows;
  private int present;
  private long valueCount;
  private long longestRow;

  /** Of byte strings, whose sizes differ. */
  private long stringBytes;

  private ByteBuffer target = NOTHING;
  private RepeatedValues.Reader reader = read -> {};

  FeatureTensor(FeatureColumn column, WireCursor cursor, int rows) {
    this.column = column;
    this.cursor = cursor;
    this.rows = rows;
  }

  /** Checks the row of this index, and counts what it needs. */
  void measure(int row, FeatureValue value) {
    FeatureKind kind = value.kind();
    if (kind == null) {
      if (!column.isOptional()) {
        throw FeatureRefusal.missing(column);
      }
      return;
    }
    if (kind != column.kind()) {
      throw FeatureRefusal.wrongKind(column, row, kind);
    }
    long count = value.count(cursor);
    if (!fits(count)) {
      throw FeatureRefusal.wrongCount(column, row, count);
    }
    present++;
    valueCount = Saturated.sum(valueCount, count);
    longestRow = Math.max(longestRow, count);
    if (kind == FeatureKind.BYTES) {
      stringBytes = Saturated.sum(stringBytes, value.stringBytes(cursor));
    }
  }

  private boolean fits(long count) {
    if (!column.isVariable()) {
      return count == column.stride();
    }
    return column.stride() == 0 ? count == 0 : count % column.stride() == 0;
  }

  /** Whether there is a tensor; the rows of one that is left out have the graph's own value. */
  boolean isGiven() {
    if (present == 0) {
      return false;
    }
    if (present < rows) {
      throw FeatureRefusal.missing(column);
    }
    ArgumentCheck.checkShape(column.alias(), column.spec(), shape());
    return true;
  }

  private Shape shape() {
    return column.shape(rows, column.stride() == 0 ? 0 : longestRow / column.stride());
  }

  /** Takes memory for all rows, none of which may be larger than was measured. */
  void takeMemory(InputMemory memory) {
    long elements = Saturated.product(rows, longestRow);
    DataType type = column.spec().type();
    long bytes =
        type == DataType.BYTES
            ? Saturated.sum(stringBytes, Saturated.product(elements, Integer.BYTES))
            : Saturated.product(elements, type.byteSize());
    target = memory.take(column.alias(), bytes);
    reader = FeatureElements.reader(type, target);
  }

  /** Appends a row, as long as the longest one is. */
  void write(FeatureValue value) {
    int start = target.position();
    if (column.spec().type() == DataType.FP32 && value.seekFloats(cursor)) {
      cursor.copyTo(target, cursor.remaining());
    } else {
      value.forEach(cursor, reader);
    }
    if (column.isVariable()) {
      pad(start, value);
    }
  }

  /** Zeros and empty strings are both made of zeros. */
  private void pad(int start, FeatureValue value) {
    DataType type = column.spec().type();
    long padding;
    if (type == DataType.BYTES) {
      padding = (longestRow - value.count(cursor)) * Integer.BYTES;
    } else {
      padding = start + longestRow * type.byteSize() - target.position();
    }
    for (long i = 0; i < padding; i++) {
      target.put((byte) 0);
    }
  }

  Tensor tensor() {
    return new Tensor(
        column.spec().name(),
        column.spec().type(),
        shape(),
        target.capacity() == 0 ? TensorBytes.EMPTY : TensorBytes.wrap(target.flip()));
  }
}
