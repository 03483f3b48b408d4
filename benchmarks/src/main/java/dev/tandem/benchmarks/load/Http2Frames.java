package dev.tandem.benchmarks.load;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;

/** HTTP/2 as far as a caller of unary gRPC methods writes it: RFC 9113, RFC 7541. */
final class Http2Frames {
  static final int DATA = 0;
  static final int HEADERS = 1;
  static final int RST_STREAM = 3;
  static final int SETTINGS = 4;
  static final int PING = 6;
  static final int GOAWAY = 7;
  static final int WINDOW_UPDATE = 8;

  static final int NO_FLAGS = 0;
  static final int END_STREAM = 1;
  static final int ACK = 1;
  static final int END_HEADERS = 4;

  static final int HEAD_BYTES = 9;
  static final int MAX_PAYLOAD_BYTES = 1 << 14;
  static final int INITIAL_WINDOW_SIZE = 4;
  static final int DEFAULT_WINDOW_BYTES = (1 << 16) - 1;

  /** What we let the server send before it hears of us again, as good as without a limit. */
  static final int OUR_WINDOW_BYTES = 1 << 30;

  private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(US_ASCII);
  private static final int SETTING_BYTES = 6;

  // Entries of HPACK's static table, and where the dynamic one begins.
  private static final int AUTHORITY = 1;
  private static final int METHOD_POST = 3;
  private static final int PATH = 4;
  private static final int SCHEME_HTTP = 6;
  private static final int CONTENT_TYPE = 31;
  private static final int NEWEST_DYNAMIC = 62;
  private static final int DYNAMIC_ENTRIES = 4;

  private static final int INDEXED = 0x80;
  private static final int LITERAL_INDEXED = 0x40;
  private static final int MAX_ONE_BYTE_LENGTH = 126;

  private Http2Frames() {}

  static ByteBuf head(ByteBuf to, int length, int type, int flags, int stream) {
    return to.writeMedium(length).writeByte(type).writeByte(flags).writeInt(stream);
  }

  /** What a connection begins with. */
  static ByteBuf greeting(ByteBuf to) {
    to.writeBytes(PREFACE);
    head(to, SETTING_BYTES, SETTINGS, NO_FLAGS, 0)
        .writeShort(INITIAL_WINDOW_SIZE)
        .writeInt(OUR_WINDOW_BYTES);
    return windowUpdate(to, OUR_WINDOW_BYTES);
  }

  /** Lets the server send more on the connection as a whole. */
  static ByteBuf windowUpdate(ByteBuf to, int bytes) {
    return head(to, Integer.BYTES, WINDOW_UPDATE, NO_FLAGS, 0).writeInt(bytes);
  }

  /** The headers of a connection's first call, which the server is to remember. */
  static ByteBuf firstHeaders(ByteBuf to, String path, String authority) {
    to.writeByte(INDEXED | METHOD_POST).writeByte(INDEXED | SCHEME_HTTP);
    text(to.writeByte(LITERAL_INDEXED | PATH), path);
    text(to.writeByte(LITERAL_INDEXED | AUTHORITY), authority);
    text(to.writeByte(LITERAL_INDEXED | CONTENT_TYPE), "application/grpc");
    return text(text(to.writeByte(LITERAL_INDEXED), "te"), "trailers");
  }

  /** The headers of every further call. */
  static ByteBuf nextHeaders(ByteBuf to) {
    to.writeByte(INDEXED | METHOD_POST).writeByte(INDEXED | SCHEME_HTTP);
    for (int entry = DYNAMIC_ENTRIES - 1; entry >= 0; entry--) {
      to.writeByte(INDEXED | (NEWEST_DYNAMIC + entry));
    }
    return to;
  }

  private static ByteBuf text(ByteBuf to, String text) {
    if (text.length() > MAX_ONE_BYTE_LENGTH) {
      throw new IllegalArgumentException("header: " + text + " (expected: <= 126 characters)");
    }
    return to.writeByte(text.length()).writeBytes(text.getBytes(US_ASCII));
  }
}
