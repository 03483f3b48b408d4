package dev.tandem.benchmarks.cases;

import com.google.protobuf.ByteString;
import dev.tandem.engine.tensor.DataType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** One input of one row, FP32 or INT32, its bytes little-endian. */
public record SampleInput(String name, DataType type, List<Long> shape, ByteString bytes) {
  private static final int SEED = 5;
  private static final double STEPS = 1e7;

  public SampleInput {
    shape = List.copyOf(shape);
  }

  /** Floats from -1 to 1 with seven digits behind the point. */
  public static SampleInput floats(String name, long... rowShape) {
    int count = count(rowShape);
    ByteBuffer bytes = littleEndian(count * Float.BYTES);
    Random random = new Random(SEED);
    for (int i = 0; i < count; i++) {
      bytes.putFloat((float) (random.nextInt((int) -STEPS, (int) STEPS) / STEPS));
    }
    return of(name, DataType.FP32, rowShape, bytes);
  }

  /** 0, 1, 2 and so on. */
  public static SampleInput ints(String name, long... rowShape) {
    int count = count(rowShape);
    ByteBuffer bytes = littleEndian(count * Integer.BYTES);
    for (int i = 0; i < count; i++) {
      bytes.putInt(i);
    }
    return of(name, DataType.INT32, rowShape, bytes);
  }

  /** This row {@code rows} times. */
  public SampleInput repeated(int rows) {
    List<Long> rowsShape = new ArrayList<>(shape);
    rowsShape.set(0, (long) rows);
    ByteString all = ByteString.EMPTY;
    for (int i = 0; i < rows; i++) {
      all = all.concat(bytes);
    }
    return new SampleInput(name, type, rowsShape, all);
  }

  /** The values as JSON numbers between commas. */
  public String toJsonValues() {
    ByteBuffer values = bytes.asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    StringBuilder json = new StringBuilder();
    while (values.hasRemaining()) {
      json.append(json.isEmpty() ? "" : ",");
      if (type == DataType.INT32) {
        json.append(values.getInt());
      } else {
        json.append(Math.round(values.getFloat() * STEPS) / STEPS);
      }
    }
    return json.toString();
  }

  private static SampleInput of(String name, DataType type, long[] rowShape, ByteBuffer bytes) {
    List<Long> shape = new ArrayList<>(List.of(1L));
    for (long dim : rowShape) {
      shape.add(dim);
    }
    return new SampleInput(name, type, shape, ByteString.copyFrom(bytes.flip()));
  }

  private static int count(long... shape) {
    long count = 1;
    for (long dim : shape) {
      count = Math.multiplyExact(count, dim);
    }
    return Math.toIntExact(count);
  }

  private static ByteBuffer littleEndian(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
