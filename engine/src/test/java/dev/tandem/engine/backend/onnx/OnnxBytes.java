package dev.tandem.engine.backend.onnx;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** ONNX files written field by field. */
final class OnnxBytes {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final CodedOutputStream out = CodedOutputStream.newInstance(bytes);

  /** A file with this graph. */
  static byte[] model(long irVersion, OnnxBytes graph) {
    return new OnnxBytes().number(1, irVersion).part(7, graph).toBytes();
  }

  static OnnxBytes tensorValue(String name, long elementType, OnnxBytes shape) {
    OnnxBytes tensor = new OnnxBytes().number(1, elementType).part(2, shape);
    return value(name, new OnnxBytes().part(1, tensor));
  }

  static OnnxBytes value(String name, OnnxBytes type) {
    return new OnnxBytes().text(1, name).part(2, type);
  }

  static OnnxBytes shape(long... dims) {
    OnnxBytes shape = new OnnxBytes();
    for (long dim : dims) {
      shape.part(1, new OnnxBytes().number(1, dim));
    }
    return shape;
  }

  OnnxBytes number(int field, long value) {
    return write(() -> out.writeInt64(field, value));
  }

  OnnxBytes text(int field, String value) {
    return write(() -> out.writeString(field, value));
  }

  OnnxBytes part(int field, OnnxBytes part) {
    return write(() -> out.writeBytes(field, ByteString.copyFrom(part.toBytes())));
  }

  byte[] toBytes() {
    write(out::flush);
    return bytes.toByteArray();
  }

  private interface Write {
    void run() throws IOException;
  }

  private OnnxBytes write(Write write) {
    try {
      write.run();
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
