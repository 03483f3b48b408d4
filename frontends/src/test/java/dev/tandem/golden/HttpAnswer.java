package dev.tandem.golden;

import com.google.protobuf.ByteString;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/** One HTTP answer, header names in lower case. */
record HttpAnswer(int status, Map<String, String> headers, ByteString body) {
  /** In place of a status: the connection ended without an answer. */
  static final int BROKEN = 0;

  HttpAnswer {
    headers = Map.copyOf(headers);
  }

  /** No answer; in place of a body stands what the sender saw. */
  static HttpAnswer broken(IOException cause) {
    return new HttpAnswer(BROKEN, Map.of(), ByteString.copyFromUtf8(cause.toString()));
  }

  @Nullable String header(String name) {
    return headers.get(name);
  }

  /** The body without its content encoding, or as it came where that cannot be undone. */
  ByteString plainBody() {
    String encoding = headers.getOrDefault("content-encoding", "");
    try {
      return switch (encoding) {
        case "gzip" -> readAll(new GZIPInputStream(compressed()));
        case "deflate" -> readAll(new InflaterInputStream(compressed()));
        default -> body;
      };
    } catch (IOException e) {
      return body;
    }
  }

  private InputStream compressed() {
    return new ByteArrayInputStream(body.toByteArray());
  }

  private static ByteString readAll(InputStream stream) throws IOException {
    try (stream) {
      return ByteString.readFrom(stream);
    }
  }
}
