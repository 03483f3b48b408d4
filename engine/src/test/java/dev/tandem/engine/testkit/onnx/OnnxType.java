package dev.tandem.engine.testkit.onnx;

/** The element types of ONNX tensors, with their numbers in the file format. */
public enum OnnxType {
  FLOAT(1, 4),
  UINT8(2, 1),
  INT8(3, 1),
  UINT16(4, 2),
  INT16(5, 2),
  INT32(6, 4),
  INT64(7, 8),
  /** Elements differ in length, so there is no raw form. */
  STRING(8, 0),
  BOOL(9, 1),
  FLOAT16(10, 2),
  DOUBLE(11, 8),
  UINT32(12, 4),
  UINT64(13, 8),
  BFLOAT16(16, 2);

  private final int number;
  private final int byteSize;

  OnnxType(int number, int byteSize) {
    this.number = number;
    this.byteSize = byteSize;
  }

  /** The value for an attribute that names a type, such as {@code to} of a {@code Cast}. */
  public int number() {
    return number;
  }

  int byteSize() {
    return byteSize;
  }
}
