package dev.tandem.engine.warmup;

import dev.tandem.engine.tensor.DataType;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;

/**
 * Random elements, the same each time: of floats between 0 and 1, since the bits of any would be
 * not a number too often, of integers any.
 */
final class RandomElements {
  private static final long SEED = 20_17;
  private static final int FP16_HALF = 0x3800;
  private static final int FP16_MANTISSA = 1 << 10;
  private static final int BF16_HALF = 0x3F00;
  private static final int BF16_MANTISSA = 1 << 7;

  private RandomElements() {}

  /** Fills what remains of {@code memory} and leaves its position where it is. */
  static void fill(ByteBuffer memory, DataType type) {
    SplittableRandom random = new SplittableRandom(SEED);
    ByteBuffer target = memory.duplicate().order(memory.order());
    while (target.hasRemaining()) {
      switch (type) {
        case BOOL -> target.put((byte) random.nextInt(2));
        case FP16 -> target.putShort((short) (FP16_HALF | random.nextInt(FP16_MANTISSA)));
        case BF16 -> target.putShort((short) (BF16_HALF | random.nextInt(BF16_MANTISSA)));
        case FP32 -> target.putFloat((float) random.nextDouble());
        case FP64 -> target.putDouble(random.nextDouble());
        case UINT8, INT8, UINT16, INT16, UINT32, INT32, UINT64, INT64 ->
            target.put((byte) random.nextInt());
        case BYTES -> throw new IllegalArgumentException("type: BYTES (expected: of fixed size)");
      }
    }
  }
}
