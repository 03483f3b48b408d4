package dev.tandem.engine.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tandem.engine.tensor.DataType;
import dev.tandem.engine.tensor.Shape;
import dev.tandem.engine.tensor.Tensor;
import dev.tandem.engine.tensor.TensorBytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Makes tensors in native memory of their own, and reads tensors into arrays. */
public final class Tensors {
  private Tensors() {}

  public static Tensor of(String name, DataType type, Shape shape, byte... bytes) {
    ByteBuffer memory = ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
    return new Tensor(name, type, shape, TensorBytes.wrap(memory));
  }

  /** A tensor whose bytes count up from 1; of BOOL they alternate. */
  public static Tensor counting(String name, DataType type, Shape shape) {
    byte[] bytes = new byte[Math.toIntExact(shape.elementCount() * type.byteSize())];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (type == DataType.BOOL ? i % 2 : i + 1);
    }
    return of(name, type, shape, bytes);
  }

  public static Tensor floats(String name, Shape shape, float... values) {
    byte[] bytes = new byte[values.length * Float.BYTES];
    littleEndian(bytes).asFloatBuffer().put(values);
    return of(name, DataType.FP32, shape, bytes);
  }

  public static Tensor ints(String name, Shape shape, int... values) {
    byte[] bytes = new byte[values.length * Integer.BYTES];
    littleEndian(bytes).asIntBuffer().put(values);
    return of(name, DataType.INT32, shape, bytes);
  }

  public static int[] intsOf(Tensor tensor) {
    ByteBuffer bytes = littleEndian(bytesOf(tensor));
    int[] values = new int[bytes.remaining() / Integer.BYTES];
    bytes.asIntBuffer().get(values);
    return values;
  }

  public static Tensor longs(String name, Shape shape, long... values) {
    byte[] bytes = new byte[values.length * Long.BYTES];
    littleEndian(bytes).asLongBuffer().put(values);
    return of(name, DataType.INT64, shape, bytes);
  }

  public static Tensor strings(String name, Shape shape, String... values) {
    return strings(name, shape, Arrays.stream(values).map(value -> value.getBytes(UTF_8)).toList());
  }

  public static Tensor strings(String name, Shape shape, List<byte[]> values) {
    int size = values.stream().mapToInt(value -> Integer.BYTES + value.length).sum();
    byte[] bytes = new byte[size];
    ByteBuffer wire = littleEndian(bytes);
    values.forEach(value -> wire.putInt(value.length).put(value));
    return of(name, DataType.BYTES, shape, bytes);
  }

  public static byte[] bytesOf(Tensor tensor) {
    ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(tensor.bytes().size()));
    tensor.bytes().copyTo(bytes);
    return bytes.array();
  }

  public static float[] floatsOf(Tensor tensor) {
    ByteBuffer bytes = littleEndian(bytesOf(tensor));
    float[] values = new float[bytes.remaining() / Float.BYTES];
    bytes.asFloatBuffer().get(values);
    return values;
  }

  public static List<byte[]> byteStringsOf(Tensor tensor) {
    ByteBuffer bytes = littleEndian(bytesOf(tensor));
    List<byte[]> values = new ArrayList<>();
    while (bytes.hasRemaining()) {
      byte[] value = new byte[bytes.getInt()];
      bytes.get(value);
      values.add(value);
    }
    return values;
  }

  public static List<String> stringsOf(Tensor tensor) {
    return byteStringsOf(tensor).stream().map(value -> new String(value, UTF_8)).toList();
  }

  private static ByteBuffer littleEndian(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
