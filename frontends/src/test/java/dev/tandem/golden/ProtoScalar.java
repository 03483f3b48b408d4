package dev.tandem.golden;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.math.BigInteger;

/** Scalars on the protobuf wire, as Long, BigInteger past its range, Double, Boolean or text. */
final class ProtoScalar {
  private ProtoScalar() {}

  /** What a field of the kind is worth where it is not on the wire. */
  static Object zero(String kind) {
    return switch (kind) {
      case "string", "bytes" -> "";
      case "bool" -> false;
      case "float", "double" -> 0.0;
      default -> 0L;
    };
  }

  /** The form in which one number of the kind stands in a packed list. */
  static int wireType(String kind) {
    return switch (kind) {
      case "float" -> WireFormat.WIRETYPE_FIXED32;
      case "double" -> WireFormat.WIRETYPE_FIXED64;
      default -> WireFormat.WIRETYPE_VARINT;
    };
  }

  static Object read(String kind, int wireType, CodedInputStream in) throws IOException {
    return switch (wireType) {
      case WireFormat.WIRETYPE_VARINT -> varint(kind, in.readRawVarint64());
      case WireFormat.WIRETYPE_FIXED32 ->
          kind.equals("float")
              ? (Object) withoutSignOfZero(in.readFloat())
              : Integer.toUnsignedLong(in.readRawLittleEndian32());
      case WireFormat.WIRETYPE_FIXED64 ->
          kind.equals("double")
              ? (Object) withoutSignOfZero(in.readDouble())
              : unsigned(in.readRawLittleEndian64());
      default ->
          throw new InvalidProtocolBufferException(
              "wire type " + wireType + " (expected: that of " + kind + ")");
    };
  }

  static Object unknown(int wireType, CodedInputStream in) throws IOException {
    return wireType == WireFormat.WIRETYPE_LENGTH_DELIMITED
        ? Text.hex(in.readBytes())
        : read("uint64", wireType, in);
  }

  private static Object varint(String kind, long value) {
    return switch (kind) {
      case "bool" -> value != 0;
      case "int32", "int64", "enum" -> value;
      default -> unsigned(value);
    };
  }

  private static Number unsigned(long value) {
    return value >= 0 ? (Number) value : new BigInteger(Long.toUnsignedString(value));
  }

  /** Both zeros are the default of a field. */
  private static double withoutSignOfZero(double value) {
    return value == 0 ? 0.0 : value;
  }
}
