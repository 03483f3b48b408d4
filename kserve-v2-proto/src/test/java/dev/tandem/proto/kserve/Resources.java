package dev.tandem.proto.kserve;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** The texts that lie beside these tests. */
final class Resources {

  private Resources() {}

  static String text(String name) throws IOException {
    try (InputStream in = Resources.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** The lines of a table without its comments. */
  static List<String> table(String name) throws IOException {
    return text(name).lines().filter(line -> !line.startsWith("#")).toList();
  }
}
