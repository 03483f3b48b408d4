package dev.tandem.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tandem.engine.tensor.DataType;
import dev.tandem.engine.tensor.Shape;
import dev.tandem.engine.tensor.Tensor;
import dev.tandem.engine.tensor.TensorBytes;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An answer as the value of a key: a format number, the tensors, the parameters. */
record AnswerBytes(List<Tensor> outputs, Map<String, Object> parameters) {
  private static final int FORMAT = 0x54410001;
  private static final int MOST_DIMENSIONS = 64;

  /** What it takes to write an answer down. */
  static long sizeOf(List<Tensor> outputs, Map<String, Object> parameters) {
    long size = 3L * Integer.BYTES;
    for (Tensor output : outputs) {
      size += sizeOf(output.name()) + sizeOf(output.type().name());
      size += Integer.BYTES + (long) output.shape().rank() * Long.BYTES;
      size += Integer.BYTES + output.bytes().size();
    }
    for (Map.Entry<String, Object> parameter : parameters.entrySet()) {
      size += sizeOf(parameter.getKey()) + Byte.BYTES + sizeOf(parameter.getValue());
    }
    return size;
  }

  private static long sizeOf(Object value) {
    if (value instanceof Boolean) {
      return Byte.BYTES;
    }
    return value instanceof Long || value instanceof Double
        ? Long.BYTES
        : Integer.BYTES + (long) value.toString().getBytes(UTF_8).length;
  }

  static byte[] write(List<Tensor> outputs, Map<String, Object> parameters) {
    ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(sizeOf(outputs, parameters)));
    bytes.putInt(FORMAT).putInt(outputs.size());
    for (Tensor output : outputs) {
      writeText(bytes, output.name());
      writeText(bytes, output.type().name());
      bytes.putInt(output.shape().rank());
      for (int i = 0; i < output.shape().rank(); i++) {
        bytes.putLong(output.shape().dim(i));
      }
      bytes.putInt((int) output.bytes().size());
      output.bytes().copyTo(bytes);
    }
    bytes.putInt(parameters.size());
    parameters.forEach(
        (name, value) -> {
          writeText(bytes, name);
          writeValue(bytes, value);
        });
    return bytes.array();
  }

  private static void writeValue(ByteBuffer bytes, Object value) {
    if (value instanceof Boolean flag) {
      bytes.put((byte) 'b').put((byte) (flag ? 1 : 0));
    } else if (value instanceof Long number) {
      bytes.put((byte) 'l').putLong(number);
    } else if (value instanceof Double number) {
      bytes.put((byte) 'd').putDouble(number);
    } else {
      bytes.put((byte) 's');
      writeText(bytes, value.toString());
    }
  }

  private static void writeText(ByteBuffer bytes, String text) {
    byte[] encoded = text.getBytes(UTF_8);
    bytes.putInt(encoded.length).put(encoded);
  }

  /** Borrows {@code value}; nothing where it is no answer. */
  static Optional<AnswerBytes> read(byte[] value) {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(value);
      if (bytes.getInt() != FORMAT) {
        return Optional.empty();
      }
      int count = bytes.getInt();
      List<Tensor> outputs = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        outputs.add(readTensor(bytes));
      }
      int parameterCount = bytes.getInt();
      Map<String, Object> parameters = new HashMap<>();
      for (int i = 0; i < parameterCount; i++) {
        parameters.put(readText(bytes), readValue(bytes));
      }
      return bytes.hasRemaining()
          ? Optional.empty()
          : Optional.of(new AnswerBytes(outputs, parameters));
    } catch (BufferUnderflowException | IllegalArgumentException | ArithmeticException e) {
      return Optional.empty();
    }
  }

  private static Tensor readTensor(ByteBuffer bytes) {
    String name = readText(bytes);
    DataType type = DataType.valueOf(readText(bytes));
    int rank = bytes.getInt();
    if (rank < 0 || rank > MOST_DIMENSIONS) {
      throw new IllegalArgumentException("rank: " + rank);
    }
    long[] dims = new long[rank];
    for (int i = 0; i < rank; i++) {
      dims[i] = bytes.getLong();
    }
    Shape shape = Shape.of(dims);
    ByteBuffer content = take(bytes);
    if (type != DataType.BYTES
        && content.remaining() != Math.multiplyExact(shape.elementCount(), type.byteSize())) {
      throw new IllegalArgumentException("bytes: " + content.remaining());
    }
    return new Tensor(name, type, shape, TensorBytes.wrap(content));
  }

  private static Object readValue(ByteBuffer bytes) {
    byte kind = bytes.get();
    return switch (kind) {
      case 'b' -> bytes.get() != 0;
      case 'l' -> bytes.getLong();
      case 'd' -> bytes.getDouble();
      case 's' -> readText(bytes);
      default -> throw new IllegalArgumentException("kind: " + kind);
    };
  }

  private static String readText(ByteBuffer bytes) {
    return UTF_8.decode(take(bytes)).toString();
  }

  private static ByteBuffer take(ByteBuffer bytes) {
    int length = bytes.getInt();
    if (length < 0 || length > bytes.remaining()) {
      throw new IllegalArgumentException("length: " + length);
    }
    ByteBuffer part = bytes.slice(bytes.position(), length);
    bytes.position(bytes.position() + length);
    return part;
  }
}
