package dev.tandem.kserve.wire;

import com.google.protobuf.ByteString;
import dev.tandem.engine.api.ServedModel;
import dev.tandem.engine.tensor.DataType;
import dev.tandem.engine.tensor.TensorBytes;
import dev.tandem.proto.kserve.InferTensorContents;
import dev.tandem.proto.kserve.ModelInferRequest.InferInputTensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Turns the typed fields of a tensor's {@code contents} into tensor bytes; integers are narrowed to
 * the tensor's type.
 */
final class GeneratedContentsReader {
  private GeneratedContentsReader() {}

  static TensorBytes read(InferInputTensor input, DataType type, ServedModel model) {
    InferTensorContents contents = input.getContents();
    Field field = theOneField(input, model);
    if (field == null) {
      return TensorBytes.EMPTY;
    }
    if (!field.holds(type)) {
      throw GeneratedInferReader.invalid(
          "unexpected explicit tensor data for input tensor '"
              + input.getName()
              + "' for model '"
              + model.name()
              + "' of type '"
              + field.typeName
              + "', expected datatype '"
              + type
              + "'");
    }
    ByteBuffer bytes =
        ByteBuffer.allocate(byteSize(contents, field, type)).order(ByteOrder.LITTLE_ENDIAN);
    switch (field) {
      case BOOL ->
          contents.getBoolContentsList().forEach(value -> bytes.put((byte) (value ? 1 : 0)));
      case INT -> contents.getIntContentsList().forEach(value -> putNarrowed(bytes, type, value));
      case INT64 -> contents.getInt64ContentsList().forEach(bytes::putLong);
      case UINT -> contents.getUintContentsList().forEach(value -> putNarrowed(bytes, type, value));
      case UINT64 -> contents.getUint64ContentsList().forEach(bytes::putLong);
      case FP32 -> contents.getFp32ContentsList().forEach(bytes::putFloat);
      case FP64 -> contents.getFp64ContentsList().forEach(bytes::putDouble);
      case BYTES ->
          contents
              .getBytesContentsList()
              .forEach(
                  value -> {
                    bytes.putInt(value.size());
                    value.copyTo(bytes);
                  });
    }
    return TensorBytes.wrap(bytes.flip());
  }

  private static @Nullable Field theOneField(InferInputTensor input, ServedModel model) {
    Field found = null;
    for (Field field : Field.values()) {
      if (field.count(input.getContents()) > 0) {
        if (found != null) {
          throw GeneratedInferReader.invalid(
              "unexpected explicit tensor data for input tensor '"
                  + input.getName()
                  + "' for model '"
                  + model.name()
                  + "', binary data was already supplied.");
        }
        found = field;
      }
    }
    return found;
  }

  private static int byteSize(InferTensorContents contents, Field field, DataType type) {
    if (field != Field.BYTES) {
      return Math.multiplyExact(field.count(contents), type.byteSize());
    }
    List<ByteString> elements = contents.getBytesContentsList();
    return Math.toIntExact(
        elements.stream().mapToLong(element -> Integer.BYTES + (long) element.size()).sum());
  }

  private static void putNarrowed(ByteBuffer bytes, DataType type, int value) {
    switch (type.byteSize()) {
      case 1 -> bytes.put((byte) value);
      case 2 -> bytes.putShort((short) value);
      default -> bytes.putInt(value);
    }
  }

  /** The typed fields, each with the name that error texts give its type. */
  private enum Field {
    BOOL("BOOL"),
    INT("INT32"),
    INT64("INT64"),
    UINT("UINT32"),
    UINT64("UINT64"),
    FP32("FP32"),
    FP64("FP64"),
    BYTES("BYTES");

    private final String typeName;

    Field(String typeName) {
      this.typeName = typeName;
    }

    int count(InferTensorContents contents) {
      return switch (this) {
        case BOOL -> contents.getBoolContentsCount();
        case INT -> contents.getIntContentsCount();
        case INT64 -> contents.getInt64ContentsCount();
        case UINT -> contents.getUintContentsCount();
        case UINT64 -> contents.getUint64ContentsCount();
        case FP32 -> contents.getFp32ContentsCount();
        case FP64 -> contents.getFp64ContentsCount();
        case BYTES -> contents.getBytesContentsCount();
      };
    }

    boolean holds(DataType type) {
      return switch (type) {
        case BOOL -> this == BOOL;
        case INT8, INT16, INT32 -> this == INT;
        case INT64 -> this == INT64;
        case UINT8, UINT16, UINT32 -> this == UINT;
        case UINT64 -> this == UINT64;
        case FP32 -> this == FP32;
        case FP64 -> this == FP64;
        case BYTES -> this == BYTES;
        case FP16, BF16 -> false;
      };
    }
  }
}
