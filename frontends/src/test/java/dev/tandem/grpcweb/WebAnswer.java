package dev.tandem.grpcweb;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** An answer of gRPC-Web, taken apart: its messages, and its trailers by their names. */
record WebAnswer(
    HttpResponse<byte[]> http, List<ByteBuffer> messages, Map<String, String> trailers) {
  private static final int TRAILERS = 0x80;

  static WebAnswer of(HttpResponse<byte[]> http) {
    List<ByteBuffer> messages = new ArrayList<>();
    Map<String, String> trailers = new TreeMap<>();
    ByteBuffer body = ByteBuffer.wrap(isText(http) ? decoded(http.body()) : http.body());
    while (http.statusCode() == 200 && body.hasRemaining()) {
      int flags = body.get() & 0xff;
      int length = body.getInt();
      ByteBuffer frame = body.slice(body.position(), length);
      body.position(body.position() + length);
      if (flags == TRAILERS) {
        US_ASCII
            .decode(frame)
            .toString()
            .lines()
            .forEach(line -> trailers.put(line.split(":", 2)[0], line.split(":", 2)[1]));
      } else {
        messages.add(frame);
      }
    }
    return new WebAnswer(http, messages, trailers);
  }

  private static boolean isText(HttpResponse<?> http) {
    return http.headers()
        .firstValue("content-type")
        .orElse("")
        .startsWith("application/grpc-web-text");
  }

  /** Each frame is encoded by itself, so that padding may be anywhere. */
  private static byte[] decoded(byte[] text) {
    ByteBuffer bytes = ByteBuffer.allocate(text.length);
    for (int at = 0; at < text.length; at += 4) {
      bytes.put(Base64.getDecoder().decode(new String(text, at, 4, US_ASCII)));
    }
    byte[] copy = new byte[bytes.flip().remaining()];
    bytes.get(copy);
    return copy;
  }

  int status() {
    return Integer.parseInt(Objects.requireNonNull(trailers.get("grpc-status")));
  }

  String message() {
    return Objects.requireNonNullElse(trailers.get("grpc-message"), "");
  }
}
