package dev.tandem.engine.backend.onnx;

import dev.tandem.engine.tensor.DataType;

/** The element types of ONNX by their numbers in the file format. */
final class OnnxTypes {
  private OnnxTypes() {}

  static DataType of(String tensor, long number) throws OnnxFormatException {
    if (number < 0 || number > Integer.MAX_VALUE) {
      throw unsupported(tensor, "number " + number);
    }
    return switch ((int) number) {
      case 1 -> DataType.FP32;
      case 2 -> DataType.UINT8;
      case 3 -> DataType.INT8;
      case 4 -> DataType.UINT16;
      case 5 -> DataType.INT16;
      case 6 -> DataType.INT32;
      case 7 -> DataType.INT64;
      case 8 -> DataType.BYTES;
      case 9 -> DataType.BOOL;
      case 10 -> DataType.FP16;
      case 11 -> DataType.FP64;
      case 12 -> DataType.UINT32;
      case 13 -> DataType.UINT64;
      case 16 -> DataType.BF16;
      default -> throw unsupported(tensor, name((int) number));
    };
  }

  private static String name(int number) {
    return switch (number) {
      case 0 -> "undefined";
      case 14 -> "complex64";
      case 15 -> "complex128";
      case 17 -> "float8e4m3fn";
      case 18 -> "float8e4m3fnuz";
      case 19 -> "float8e5m2";
      case 20 -> "float8e5m2fnuz";
      case 21 -> "uint4";
      case 22 -> "int4";
      case 23 -> "float4e2m1";
      case 24 -> "float8e8m0";
      default -> "number " + number;
    };
  }

  private static OnnxFormatException unsupported(String tensor, String type) {
    return new OnnxFormatException(
        "tensor '" + tensor + "' has element type " + type + ", which cannot be served");
  }
}
