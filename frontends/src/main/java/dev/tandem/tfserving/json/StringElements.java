package dev.tandem.tfserving.json;

import dev.tandem.engine.tensor.DataType;
import dev.tandem.engine.tensor.TensorBytes;
import dev.tandem.json.ByteSink;
import dev.tandem.json.JsonReader;
import java.nio.ByteBuffer;

/** Byte strings, each behind its length, in memory that grows with them. */
final class StringElements extends Elements {
  private static final int FIRST_CAPACITY_BYTES = 64;

  /** In place of a length that is not known yet. */
  private static final byte[] NO_LENGTH = new byte[Integer.BYTES];

  private final ByteSink sink = new ByteSink(FIRST_CAPACITY_BYTES);

  @Override
  void take(JsonReader reader) {
    int start = sink.length();
    sink.put(NO_LENGTH);
    switch (reader.token()) {
      case STRING -> reader.appendUtf8(sink);
      case OBJECT_START -> {
        sink.put(Base64Text.decode(reader.value()));
        reader.skip();
      }
      default -> throw mismatch(reader, DataType.BYTES);
    }
    writeLength(start, sink.length() - start - Integer.BYTES);
  }

  @Override
  TensorBytes bytes() {
    return TensorBytes.wrap(ByteBuffer.wrap(sink.array(), 0, sink.length()));
  }

  private void writeLength(int at, int length) {
    byte[] bytes = sink.array();
    for (int i = 0; i < Integer.BYTES; i++) {
      bytes[at + i] = (byte) (length >>> (i * Byte.SIZE));
    }
  }
}
