package dev.tandem.grpcweb;

import io.grpc.Metadata;
import io.vertx.core.MultiMap;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Headers of HTTP as metadata of gRPC, and the other way round; values under {@code -bin} are
 * base64.
 */
final class CallMetadata {
  private static final Logger logger = LoggerFactory.getLogger(CallMetadata.class);

  private CallMetadata() {}

  /** What gRPC could not carry is left out. */
  static Metadata of(MultiMap headers) {
    Metadata metadata = new Metadata();
    for (Map.Entry<String, String> header : headers) {
      put(metadata, header.getKey().toLowerCase(Locale.ROOT), header.getValue());
    }
    return metadata;
  }

  private static void put(Metadata metadata, String name, String value) {
    try {
      if (name.endsWith(Metadata.BINARY_HEADER_SUFFIX)) {
        byte[] bytes = Base64.getDecoder().decode(value);
        metadata.put(Metadata.Key.of(name, Metadata.BINARY_BYTE_MARSHALLER), bytes);
      } else {
        metadata.put(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER), value);
      }
    } catch (IllegalArgumentException e) {
      logger.debug("the header '{}' is no metadata: {}", name, e.getMessage());
    }
  }

  static void forEach(Metadata metadata, BiConsumer<String, String> target) {
    for (String name : metadata.keys()) {
      if (name.endsWith(Metadata.BINARY_HEADER_SUFFIX)) {
        Iterable<byte[]> values =
            metadata.getAll(Metadata.Key.of(name, Metadata.BINARY_BYTE_MARSHALLER));
        if (values != null) {
          values.forEach(value -> target.accept(name, encoded(value)));
        }
      } else {
        Iterable<String> values =
            metadata.getAll(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER));
        if (values != null) {
          values.forEach(value -> target.accept(name, value));
        }
      }
    }
  }

  private static String encoded(byte[] value) {
    return new String(
        Base64.getEncoder().withoutPadding().encode(value), StandardCharsets.US_ASCII);
  }
}
