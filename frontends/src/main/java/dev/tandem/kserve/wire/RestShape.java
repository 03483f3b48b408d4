package dev.tandem.kserve.wire;

import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.tensor.DataType;
import dev.tandem.engine.tensor.Shape;
import java.util.Arrays;

/**
 * Shapes as REST clients send them: unsigned 64-bit numbers, whose product may be more than there
 * is room for.
 */
final class RestShape {
  private RestShape() {}

  /**
   * Refuses JSON data that would be larger than is allowed, counting as Triton counts: modulo 2^64.
   */
  static void checkJsonSize(String input, long[] dims, DataType type, long maxBytes) {
    long bytes = Math.max(1, type.byteSize());
    for (long dim : dims) {
      bytes *= dim;
    }
    boolean overflows = overflows(dims);
    if (!overflows && Long.compareUnsigned(bytes, maxBytes) > 0 && !isByteOverflow(dims, type)) {
      throw invalid(
          "JSON input '"
              + input
              + "' has a byte_size ("
              + Long.toUnsignedString(bytes)
              + " bytes) that exceeds the maximum allowed value of "
              + maxBytes
              + " bytes. Use --http-max-input-size to increase the limit.");
    }
  }

  /** {@code dims} as a shape whose element count and byte size can be counted. */
  static Shape checked(String input, long[] dims, DataType type) {
    for (long dim : dims) {
      if (dim < 0) {
        throw invalid(
            "invalid shape for input '"
                + input
                + "': shape "
                + text(dims)
                + " contains one or more invalid dimensions");
      }
    }
    if (overflows(dims)) {
      throw invalid(
          "invalid shape for input '"
              + input
              + "': shape "
              + text(dims)
              + " causes total element count to exceed maximum size of "
              + Long.MAX_VALUE);
    }
    if (isByteOverflow(dims, type)) {
      throw invalid(
          "byte size overflow for input '"
              + input
              + "': element count ("
              + Shape.of(dims).elementCount()
              + ") * data type size ("
              + type.byteSize()
              + ") exceeds maximum allowed size ("
              + Long.MAX_VALUE
              + ")");
    }
    return Shape.of(dims);
  }

  private static boolean overflows(long[] dims) {
    long count = 1;
    for (long dim : dims) {
      if (dim < 0) {
        return false;
      }
      if (dim != 0 && count > Long.MAX_VALUE / dim) {
        return true;
      }
      count *= dim;
    }
    return false;
  }

  private static boolean isByteOverflow(long[] dims, DataType type) {
    long count = 1;
    for (long dim : dims) {
      if (dim < 0) {
        return false;
      }
      count *= dim;
    }
    return count > Long.MAX_VALUE / Math.max(1, type.byteSize());
  }

  private static String text(long[] dims) {
    return Arrays.toString(dims).replace(" ", "");
  }

  private static ServingException invalid(String message) {
    return new ServingException(Reason.INVALID_REQUEST, message);
  }
}
