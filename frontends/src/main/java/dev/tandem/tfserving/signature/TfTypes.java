package dev.tandem.tfserving.signature;

import dev.tandem.engine.tensor.DataType;
import java.util.Locale;
import java.util.Optional;

/** TensorFlow's element types beside the engine's. */
public final class TfTypes {
  private TfTypes() {}

  public static dev.tandem.proto.tensorflow.DataType of(DataType type) {
    return switch (type) {
      case BOOL -> dev.tandem.proto.tensorflow.DataType.DT_BOOL;
      case UINT8 -> dev.tandem.proto.tensorflow.DataType.DT_UINT8;
      case UINT16 -> dev.tandem.proto.tensorflow.DataType.DT_UINT16;
      case UINT32 -> dev.tandem.proto.tensorflow.DataType.DT_UINT32;
      case UINT64 -> dev.tandem.proto.tensorflow.DataType.DT_UINT64;
      case INT8 -> dev.tandem.proto.tensorflow.DataType.DT_INT8;
      case INT16 -> dev.tandem.proto.tensorflow.DataType.DT_INT16;
      case INT32 -> dev.tandem.proto.tensorflow.DataType.DT_INT32;
      case INT64 -> dev.tandem.proto.tensorflow.DataType.DT_INT64;
      case FP16 -> dev.tandem.proto.tensorflow.DataType.DT_HALF;
      case BF16 -> dev.tandem.proto.tensorflow.DataType.DT_BFLOAT16;
      case FP32 -> dev.tandem.proto.tensorflow.DataType.DT_FLOAT;
      case FP64 -> dev.tandem.proto.tensorflow.DataType.DT_DOUBLE;
      case BYTES -> dev.tandem.proto.tensorflow.DataType.DT_STRING;
    };
  }

  /** The engine's type, unless TensorFlow has one more than the engine. */
  public static Optional<DataType> engineType(dev.tandem.proto.tensorflow.DataType type) {
    return switch (type) {
      case DT_BOOL -> Optional.of(DataType.BOOL);
      case DT_UINT8 -> Optional.of(DataType.UINT8);
      case DT_UINT16 -> Optional.of(DataType.UINT16);
      case DT_UINT32 -> Optional.of(DataType.UINT32);
      case DT_UINT64 -> Optional.of(DataType.UINT64);
      case DT_INT8 -> Optional.of(DataType.INT8);
      case DT_INT16 -> Optional.of(DataType.INT16);
      case DT_INT32 -> Optional.of(DataType.INT32);
      case DT_INT64 -> Optional.of(DataType.INT64);
      case DT_HALF -> Optional.of(DataType.FP16);
      case DT_BFLOAT16 -> Optional.of(DataType.BF16);
      case DT_FLOAT -> Optional.of(DataType.FP32);
      case DT_DOUBLE -> Optional.of(DataType.FP64);
      case DT_STRING -> Optional.of(DataType.BYTES);
      default -> Optional.empty();
    };
  }

  /** The type's name in error texts, such as {@code float}. */
  public static String name(dev.tandem.proto.tensorflow.DataType type) {
    return type.name().substring("DT_".length()).toLowerCase(Locale.ROOT);
  }

  /** The name in error texts of the TensorFlow type that stands for {@code type}. */
  public static String name(DataType type) {
    return name(of(type));
  }
}
