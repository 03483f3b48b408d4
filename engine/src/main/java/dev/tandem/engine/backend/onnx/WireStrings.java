package dev.tandem.engine.backend.onnx;

import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.tensor.Tensor;
import java.nio.ByteBuffer;

/**
 * The strings of a tensor as they travel: each a little-endian 32-bit length and that many bytes.
 */
final class WireStrings {
  private static final int LENGTH_BYTES = Integer.BYTES;

  private final ByteBuffer wire;
  private final int[] ends;

  private WireStrings(ByteBuffer wire, int[] ends) {
    this.wire = wire;
    this.ends = ends;
  }

  /** Finds the strings of {@code tensor}, whose bytes are trusted in nothing. */
  static WireStrings of(Tensor tensor) {
    ByteBuffer wire = tensor.bytes().asOneRun();
    long count = tensor.shape().elementCount();
    if (count > wire.remaining() / LENGTH_BYTES) {
      throw malformed(tensor, "fewer than " + count + " strings");
    }
    int[] ends = new int[(int) count];
    int end = 0;
    for (int i = 0; i < ends.length; i++) {
      int start = end + LENGTH_BYTES;
      int room = wire.limit() - start;
      int length = room < 0 ? -1 : wire.getInt(end);
      if (length < 0 || length > room) {
        throw malformed(tensor, "string " + i + " that runs past the end");
      }
      end = start + length;
      ends[i] = end;
    }
    if (end != wire.limit()) {
      throw malformed(tensor, "more than " + count + " strings");
    }
    return new WireStrings(wire, ends);
  }

  int count() {
    return ends.length;
  }

  int length(int index) {
    return ends[index] - start(index);
  }

  /** Where the bytes of a string begin in {@link #bytes}. */
  int start(int index) {
    return (index == 0 ? 0 : ends[index - 1]) + LENGTH_BYTES;
  }

  ByteBuffer bytes() {
    return wire;
  }

  private static ServingException malformed(Tensor tensor, String found) {
    return new ServingException(
        Reason.INVALID_TENSOR,
        "input '%s' holds %s in %d bytes (expected: the strings of shape %s)"
            .formatted(tensor.name(), found, tensor.bytes().size(), tensor.shape()));
  }
}
