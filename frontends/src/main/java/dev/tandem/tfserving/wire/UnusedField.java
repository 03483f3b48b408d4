package dev.tandem.tfserving.wire;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Parser;
import dev.tandem.protobuf.MalformedMessageException;
import dev.tandem.protobuf.WireCursor;
import java.io.IOException;

/** A message within a request that means nothing here, but must be one for the request to be. */
final class UnusedField {
  private UnusedField() {}

  /** Passes over the message that {@code cursor} is at, once {@code parser} has found it sound. */
  static void skip(WireCursor cursor, Parser<?> parser) {
    int outer = cursor.enter();
    CodedInputStream message = CodedInputStream.newInstance(cursor.bytes(cursor.remaining()));
    message.setRecursionLimit(cursor.depthLeft());
    try {
      parser.parseFrom(message);
      message.checkLastTagWas(0);
    } catch (IOException e) {
      throw new MalformedMessageException("an unused field is malformed");
    }
    cursor.leave(outer);
  }
}
