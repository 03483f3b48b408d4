package dev.tandem.engine.tensor;

import java.util.Optional;

/** The element types of a tensor; a constant's name is its name in the KServe protocol. */
public enum DataType {
  BOOL(1),
  UINT8(1),
  UINT16(2),
  UINT32(4),
  UINT64(8),
  INT8(1),
  INT16(2),
  INT32(4),
  INT64(8),
  FP16(2),
  BF16(2),
  FP32(4),
  FP64(8),
  /** Byte strings; each element is a little-endian 32-bit length and that many bytes. */
  BYTES(0);

  private final int byteSize;

  DataType(int byteSize) {
    this.byteSize = byteSize;
  }

  /** Bytes of one element, or 0 where elements differ in length. */
  public int byteSize() {
    return byteSize;
  }

  public boolean isFixedSize() {
    return byteSize > 0;
  }

  /** The type with this protocol name, if there is one. */
  public static Optional<DataType> ofName(String name) {
    return switch (name) {
      case "BOOL" -> Optional.of(BOOL);
      case "UINT8" -> Optional.of(UINT8);
      case "UINT16" -> Optional.of(UINT16);
      case "UINT32" -> Optional.of(UINT32);
      case "UINT64" -> Optional.of(UINT64);
      case "INT8" -> Optional.of(INT8);
      case "INT16" -> Optional.of(INT16);
      case "INT32" -> Optional.of(INT32);
      case "INT64" -> Optional.of(INT64);
      case "FP16" -> Optional.of(FP16);
      case "BF16" -> Optional.of(BF16);
      case "FP32" -> Optional.of(FP32);
      case "FP64" -> Optional.of(FP64);
      case "BYTES" -> Optional.of(BYTES);
      default -> Optional.empty();
    };
  }
}
