package dev.tandem.golden;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.google.protobuf.ByteString;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Reads one final HTTP/1.1 answer from a connection: by length, by chunks or up to the end. */
final class HttpAnswerReader {
  private static final int CONTINUE = 100;
  private static final int NO_CONTENT = 204;
  private static final int NOT_MODIFIED = 304;
  private static final int DECIMAL = 10;
  private static final int HEX = 16;
  private static final int MAX_SIZE_DIGITS = 7;

  private final InputStream in;

  private HttpAnswerReader(InputStream in) {
    this.in = new BufferedInputStream(in);
  }

  static HttpAnswer read(InputStream in, String requestMethod) throws IOException {
    return new HttpAnswerReader(in).answer(requestMethod);
  }

  private HttpAnswer answer(String requestMethod) throws IOException {
    int status = status();
    Map<String, String> headers = headers();
    while (status == CONTINUE) {
      status = status();
      headers = headers();
    }
    boolean bodyless =
        requestMethod.equals("HEAD") || status == NO_CONTENT || status == NOT_MODIFIED;
    return new HttpAnswer(status, headers, bodyless ? ByteString.EMPTY : body(headers));
  }

  private int status() throws IOException {
    String line = line();
    String[] parts = line.split(" ", 3);
    if (parts.length < 2 || !parts[0].startsWith("HTTP/1.") || !parts[1].matches("[1-9]\\d\\d")) {
      throw new ProtocolException("'" + line + "' (expected: HTTP/1.1 and a status)");
    }
    return Integer.parseInt(parts[1]);
  }

  private Map<String, String> headers() throws IOException {
    Map<String, String> headers = new HashMap<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      if (colon < 1) {
        throw new ProtocolException("'" + line + "' (expected: a header)");
      }
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    return headers;
  }

  private ByteString body(Map<String, String> headers) throws IOException {
    if (headers.getOrDefault("transfer-encoding", "").equalsIgnoreCase("chunked")) {
      return chunks();
    }
    String length = headers.get("content-length");
    return length == null ? ByteString.readFrom(in) : exactly(size(length, DECIMAL));
  }

  private ByteString chunks() throws IOException {
    ByteString body = ByteString.EMPTY;
    for (int size = chunkSize(); size > 0; size = chunkSize()) {
      body = body.concat(exactly(size));
      if (!line().isEmpty()) {
        throw new ProtocolException("a chunk is longer than its size " + size);
      }
    }
    headers(); // the trailers
    return body;
  }

  private int chunkSize() throws IOException {
    return size(line().split(";", 2)[0].strip(), HEX);
  }

  private ByteString exactly(int size) throws IOException {
    byte[] bytes = in.readNBytes(size);
    if (bytes.length < size) {
      throw new EOFException(bytes.length + " bytes (expected: " + size + ")");
    }
    return ByteString.copyFrom(bytes);
  }

  private static int size(String text, int radix) throws ProtocolException {
    boolean digits = text.chars().allMatch(digit -> Character.digit(digit, radix) >= 0);
    if (!digits || text.isEmpty() || text.length() > MAX_SIZE_DIGITS) {
      throw new ProtocolException("'" + text + "' (expected: a size)");
    }
    return Integer.parseInt(text, radix);
  }

  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new EOFException("the connection ended in an answer's head");
      }
      line.write(next);
    }
    String text = line.toString(ISO_8859_1);
    return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
  }
}
