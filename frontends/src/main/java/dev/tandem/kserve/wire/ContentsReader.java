package dev.tandem.kserve.wire;

import dev.tandem.engine.api.ServedModel;
import dev.tandem.engine.tensor.DataType;
import dev.tandem.engine.tensor.TensorBytes;
import dev.tandem.protobuf.RepeatedValues;
import dev.tandem.protobuf.WireCursor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Turns the typed fields of a tensor's {@code contents} into tensor bytes: those that have the same
 * form on the wire stay where they are, and integers are narrowed to the tensor's type.
 */
final class ContentsReader {
  private ContentsReader() {}

  static TensorBytes read(
      String input, ContentsMessage contents, DataType type, ServedModel model) {
    ContentsField field = theOneField(input, contents, model);
    if (field == null) {
      return TensorBytes.EMPTY;
    }
    if (!field.holds(type)) {
      throw InferMessageReader.invalid(
          "unexpected explicit tensor data for input tensor '"
              + input
              + "' for model '"
              + model.name()
              + "' of type '"
              + field.typeName()
              + "', expected datatype '"
              + type
              + "'");
    }
    if (isTensorAlready(field, type, contents)) {
      return contents.cursor().view(contents.count(field) * type.byteSize());
    }
    long byteSize =
        field == ContentsField.BYTES
            ? byteStringsSize(contents)
            : (long) contents.count(field) * type.byteSize();
    if (byteSize > Integer.MAX_VALUE) {
      throw InferMessageReader.invalid(
          "explicit tensor data for input tensor '" + input + "' takes " + byteSize + " bytes");
    }
    ByteBuffer bytes = ByteBuffer.allocate((int) byteSize).order(ByteOrder.LITTLE_ENDIAN);
    forEach(field, contents, reader(field, type, bytes));
    return TensorBytes.wrap(bytes.flip());
  }

  /** Whether the values on the wire are the tensor's bytes; then the cursor is where they start. */
  private static boolean isTensorAlready(
      ContentsField field, DataType type, ContentsMessage contents) {
    boolean sameForm = field.onWire().valueBytes() > 0 || field == ContentsField.BOOL;
    if (!sameForm || !contents.values().seekWhole(field.onWire(), type.byteSize())) {
      return false;
    }
    if (field == ContentsField.BOOL) {
      return contents.cursor().isBooleans(contents.count(field));
    }
    return true;
  }

  private static long byteStringsSize(ContentsMessage contents) {
    ByteCount size = new ByteCount();
    forEach(ContentsField.BYTES, contents, size);
    return size.bytes;
  }

  private static void forEach(
      ContentsField field, ContentsMessage contents, RepeatedValues.Reader reader) {
    contents.values().forEach(field.onWire(), Long.MAX_VALUE, reader);
  }

  private static RepeatedValues.Reader reader(
      ContentsField field, DataType type, ByteBuffer bytes) {
    return switch (field) {
      case BOOL -> cursor -> bytes.put((byte) (cursor.varint() == 0 ? 0 : 1));
      case INT, UINT -> cursor -> putNarrowed(bytes, type, (int) cursor.varint());
      case INT64, UINT64 -> cursor -> bytes.putLong(cursor.varint());
      case FP32 -> cursor -> bytes.putInt(cursor.fixed32());
      case FP64 -> cursor -> bytes.putLong(cursor.fixed64());
      case BYTES ->
          cursor -> {
            int length = cursor.length();
            bytes.putInt(length);
            cursor.copyTo(bytes, length);
          };
    };
  }

  private static void putNarrowed(ByteBuffer bytes, DataType type, int value) {
    switch (type.byteSize()) {
      case 1 -> bytes.put((byte) value);
      case 2 -> bytes.putShort((short) value);
      default -> bytes.putInt(value);
    }
  }

  private static @Nullable ContentsField theOneField(
      String input, ContentsMessage contents, ServedModel model) {
    ContentsField found = null;
    for (int i = 1; i <= ContentsField.lastNumber(); i++) {
      if (contents.count(ContentsField.numbered(i)) > 0) {
        if (found != null) {
          throw InferMessageReader.invalid(
              "unexpected explicit tensor data for input tensor '"
                  + input
                  + "' for model '"
                  + model.name()
                  + "', binary data was already supplied.");
        }
        found = ContentsField.numbered(i);
      }
    }
    return found;
  }

  /** Sums up what byte strings take with their lengths. */
  private static final class ByteCount implements RepeatedValues.Reader {
    private long bytes;

    @Override
    public void read(WireCursor cursor) {
      int length = cursor.length();
      cursor.skipBytes(length);
      bytes += Integer.BYTES + (long) length;
    }
  }
}
