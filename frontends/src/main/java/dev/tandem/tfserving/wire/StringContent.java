package dev.tandem.tfserving.wire;

import dev.tandem.protobuf.WireSize;
import dev.tandem.protobuf.WireWriter;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Byte strings as {@code tensor_content} has them: all lengths as varints, and then all bytes. */
final class StringContent {
  private StringContent() {}

  static long size(ByteBuffer elements) {
    long size = 0;
    for (int at = 0; at < elements.limit(); at += Integer.BYTES + elements.getInt(at)) {
      size += WireSize.varint(elements.getInt(at)) + (long) elements.getInt(at);
    }
    return size;
  }

  static void write(ByteBuffer elements, WireWriter writer) throws IOException {
    for (int at = 0; at < elements.limit(); at += Integer.BYTES + elements.getInt(at)) {
      writer.varint(elements.getInt(at));
    }
    for (int at = 0; at < elements.limit(); at += Integer.BYTES + elements.getInt(at)) {
      writer.bytes(elements.slice(at + Integer.BYTES, elements.getInt(at)));
    }
  }
}
