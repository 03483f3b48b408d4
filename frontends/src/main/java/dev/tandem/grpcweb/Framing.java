package dev.tandem.grpcweb;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How the frames of a body are put: as they are, or as base64 for clients that can read only text.
 */
enum Framing {
  BINARY("application/grpc-web+proto"),
  TEXT("application/grpc-web-text+proto");

  private static final String BINARY_TYPE = "application/grpc-web";
  private static final String TEXT_TYPE = "application/grpc-web-text";

  private final String contentType;

  Framing(String contentType) {
    this.contentType = contentType;
  }

  String contentType() {
    return contentType;
  }

  /** Whether {@code contentType} is one of gRPC-Web, be its messages known here or not. */
  static boolean isGrpcWeb(@Nullable String contentType) {
    return contentType != null
        && contentType.regionMatches(true, 0, BINARY_TYPE, 0, BINARY_TYPE.length());
  }

  /** The framing of a body of this type; nothing where its messages are not protobuf. */
  static Optional<Framing> ofBody(String contentType) {
    int parameters = contentType.indexOf(';');
    String type = parameters < 0 ? contentType : contentType.substring(0, parameters);
    return switch (type.strip().toLowerCase(Locale.ROOT)) {
      case BINARY_TYPE, BINARY_TYPE + "+proto" -> Optional.of(BINARY);
      case TEXT_TYPE, TEXT_TYPE + "+proto" -> Optional.of(TEXT);
      default -> Optional.empty();
    };
  }

  /** The framing of the answer to a request of this one, whose client says what it accepts. */
  Framing ofAnswer(@Nullable String accept) {
    if (accept == null) {
      return this;
    }
    String accepted = accept.toLowerCase(Locale.ROOT);
    if (accepted.contains(TEXT_TYPE)) {
      return TEXT;
    }
    return accepted.contains(BINARY_TYPE) ? BINARY : this;
  }
}
