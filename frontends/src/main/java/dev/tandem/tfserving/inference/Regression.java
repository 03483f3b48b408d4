package dev.tandem.tfserving.inference;

import static dev.tandem.tfserving.wire.TfServingException.invalidArgument;

import dev.tandem.engine.api.InferResponse;
import dev.tandem.engine.tensor.DataType;
import dev.tandem.engine.tensor.Shape;
import dev.tandem.engine.tensor.Tensor;
import dev.tandem.protobuf.WireSize;
import dev.tandem.protobuf.WireType;
import dev.tandem.protobuf.WireWriter;
import dev.tandem.tfserving.signature.Signature;
import java.io.IOException;
import java.nio.ByteBuffer;

/** For each example, one value. */
public final class Regression implements ExampleResult {
  static final String OUTPUTS = "outputs";

  private static final int REGRESSIONS = 1 << 3 | WireType.LENGTH;
  private static final int VALUE = 1 << 3 | WireType.FIXED32;
  private static final int VALUE_BYTES = 1 + Float.BYTES;

  private final int rows;
  private final ByteBuffer values;

  private Regression(int rows, ByteBuffer values) {
    this.rows = rows;
    this.values = values;
  }

  static Regression of(InferResponse response, Signature signature, long examples) {
    Tensor output = OutputCheck.find(response, signature.output(OUTPUTS).orElseThrow());
    Shape shape = output.shape();
    boolean isColumn = shape.rank() == 2 && shape.dim(1) == 1;
    if (shape.rank() != 1 && !isColumn) {
      throw invalidArgument(
          "Expected output Tensor shape to be either [batch_size] or [batch_size, 1] but got "
              + shape);
    }
    if (shape.dim(0) != examples) {
      throw invalidArgument(
          "Input batch size did not match output batch size: " + examples + " vs. " + shape.dim(0));
    }
    OutputCheck.checkType("output", DataType.FP32, output, ".  ");
    return new Regression((int) examples, output.bytes().asOneRun());
  }

  @Override
  public int rows() {
    return rows;
  }

  public float value(int row) {
    return values.getFloat(row * Float.BYTES);
  }

  @Override
  public long size() {
    long size = 0;
    for (int row = 0; row < rows; row++) {
      size += WireSize.lengthDelimited(REGRESSIONS, valueSize(row));
    }
    return size;
  }

  private long valueSize(int row) {
    return valueBits(row) == 0 ? 0 : VALUE_BYTES;
  }

  private int valueBits(int row) {
    return values.getInt(row * Float.BYTES);
  }

  @Override
  public void writeTo(WireWriter writer) throws IOException {
    for (int row = 0; row < rows; row++) {
      writer.lengthDelimited(REGRESSIONS, valueSize(row));
      if (valueBits(row) != 0) {
        writer.varint(VALUE);
        writer.fixed32(valueBits(row));
      }
    }
  }
}
