package dev.tandem.engine.repository;

import dev.tandem.engine.model.ConfigException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads text files that others put into a repository; none is read further than its limit. */
final class TextFile {
  private TextFile() {}

  /**
   * @param subject what the errors call the file
   * @throws ConfigException for what is no file, is too large, or is not UTF-8
   */
  static String read(Path file, String subject, int maxBytes) throws IOException {
    // A pipe would never end, and a folder has a size too.
    Require.that(Files.isRegularFile(file), subject + " is not a file: " + file);
    requireSize(subject, Files.size(file), maxBytes);
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(maxBytes + 1);
    }
    requireSize(subject, bytes.length, maxBytes);
    return decode(bytes, subject);
  }

  private static void requireSize(String subject, long bytes, int maxBytes) {
    Require.that(
        bytes <= maxBytes,
        subject + " has " + bytes + " bytes (expected: at most " + maxBytes + ")");
  }

  private static String decode(byte[] bytes, String subject) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length);
    CoderResult result = StandardCharsets.UTF_8.newDecoder().decode(in, out, true);
    Require.that(
        !result.isError(), subject + " is not UTF-8 text: wrong byte at offset " + in.position());
    return out.flip().toString();
  }
}
