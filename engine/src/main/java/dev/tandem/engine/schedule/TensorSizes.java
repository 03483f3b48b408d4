package dev.tandem.engine.schedule;

import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ServedModel;
import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.tensor.DataType;
import dev.tandem.engine.tensor.Shape;
import dev.tandem.engine.tensor.Tensor;
import java.nio.ByteBuffer;

/** Whether a tensor's bytes are as many as its shape says. */
final class TensorSizes {
  private TensorSizes() {}

  /**
   * @param isShapeTensor whether the first dimension is no number of rows
   */
  static void check(Tensor input, ServedModel model, boolean isShapeTensor) {
    long elements = elementCount(input, model, isShapeTensor);
    if (input.type() == DataType.BYTES) {
      checkStrings(input, elements, RequestRules.of(input, model));
      return;
    }
    long expected = byteSize(input, elements);
    if (input.bytes().size() != expected) {
      throw RequestRules.invalid(
          "input byte size mismatch for "
              + RequestRules.of(input, model)
              + ". Expected "
              + expected
              + ", got "
              + input.bytes().size());
    }
  }

  /**
   * A batch of 0 counts as unset, as it does for Triton, and so never fits the bytes of an empty
   * tensor; those who see the graph may well have no rows.
   */
  private static long elementCount(Tensor input, ServedModel model, boolean isShapeTensor) {
    Shape shape = input.shape();
    boolean unsetBatch =
        model.config().maxBatchSize() > 0
            && !model.isGraphView()
            && !isShapeTensor
            && shape.rank() > 0
            && shape.dim(0) == 0;
    try {
      return unsetBatch ? shape.withoutLeading().elementCount() : shape.elementCount();
    } catch (ArithmeticException e) {
      throw tooMany(input, e);
    }
  }

  private static long byteSize(Tensor input, long elements) {
    try {
      return Math.multiplyExact(elements, (long) input.type().byteSize());
    } catch (ArithmeticException e) {
      throw tooMany(input, e);
    }
  }

  private static ServingException tooMany(Tensor input, ArithmeticException cause) {
    return new ServingException(
        Reason.INVALID_REQUEST,
        "byte size for tensor '" + input.name() + "' exceeds maximum size of " + Long.MAX_VALUE,
        cause);
  }

  private static void checkStrings(Tensor input, long expected, String of) {
    ByteBuffer bytes = input.bytes().asOneRun();
    long found = 0;
    while (bytes.hasRemaining()) {
      if (bytes.remaining() < Integer.BYTES) {
        throw RequestRules.invalid(
            "incomplete string length indicator for inference "
                + of
                + ", expecting 4 bytes but only "
                + bytes.remaining()
                + " bytes available. Please make sure the string length indicator is in one buffer.");
      }
      if (++found > expected) {
        throw RequestRules.invalid(
            "unexpected number of string elements "
                + found
                + " for inference "
                + of
                + ", expecting "
                + expected);
      }
      long length = Integer.toUnsignedLong(bytes.getInt());
      if (length > bytes.remaining()) {
        if (found < expected) {
          break;
        }
        throw new ServingException(
            Reason.INVALID_REQUEST,
            "incomplete string data for inference input '"
                + input.name()
                + "', expecting string of length "
                + length
                + " but only "
                + bytes.remaining()
                + " bytes available");
      }
      bytes.position(bytes.position() + (int) length);
    }
    if (found != expected) {
      throw RequestRules.invalid(
          "expected " + expected + " string elements for inference " + of + ", got " + found);
    }
  }
}
