package dev.tandem.grpcweb;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.grpc.Metadata;
import io.grpc.Status;
import java.util.Locale;
import java.util.Objects;

/** The end of a call as the lines of an HTTP/1.1 header. */
final class TrailerText {
  private TrailerText() {}

  static byte[] of(Status status, Metadata trailers) {
    StringBuilder lines = new StringBuilder(64);
    line(lines, "grpc-status", Integer.toString(status.getCode().value()));
    String message = Objects.requireNonNullElse(status.getDescription(), "");
    if (!message.isEmpty()) {
      line(lines, "grpc-message", percentEncoded(message));
    }
    CallMetadata.forEach(trailers, (name, value) -> line(lines, name, value));
    return lines.toString().getBytes(ISO_8859_1);
  }

  private static void line(StringBuilder lines, String name, String value) {
    lines.append(name).append(':').append(value).append("\r\n");
  }

  /**
   * As gRPC has it for {@code grpc-message}: everything but printable ASCII, and the sign itself.
   */
  static String percentEncoded(String message) {
    StringBuilder encoded = new StringBuilder(message.length());
    for (byte octet : message.getBytes(UTF_8)) {
      if (octet >= ' ' && octet <= '~' && octet != '%') {
        encoded.append((char) octet);
      } else {
        encoded.append(String.format(Locale.ROOT, "%%%02X", octet & 0xff));
      }
    }
    return encoded.toString();
  }
}
