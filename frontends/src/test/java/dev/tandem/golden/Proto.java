package dev.tandem.golden;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Single protobuf fields as they stand on the wire. */
final class Proto {
  private Proto() {}

  /** Writes one field. */
  @FunctionalInterface
  interface Field {
    void write(CodedOutputStream out) throws IOException;
  }

  static ByteString varint(int number, long value) {
    return field(out -> out.writeUInt64(number, value));
  }

  static ByteString text(int number, String value) {
    return field(out -> out.writeString(number, value));
  }

  static ByteString bytes(int number, ByteString value) {
    return field(out -> out.writeBytes(number, value));
  }

  static ByteString field(Field field) {
    ByteString.Output bytes = ByteString.newOutput();
    try {
      CodedOutputStream out = CodedOutputStream.newInstance(bytes);
      field.write(out);
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteString();
  }
}
