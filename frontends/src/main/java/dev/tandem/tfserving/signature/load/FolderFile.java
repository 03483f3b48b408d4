package dev.tandem.tfserving.signature.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Reads optional text files of a version folder; none is read further than its limit. */
final class FolderFile {
  private FolderFile() {}

  /** The text of the file, or none where it is not there. */
  static Optional<String> read(Path folder, String name, int maxBytes) throws IOException {
    Path file = folder.resolve(name);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    // A pipe would never end.
    if (!Files.isRegularFile(file)) {
      throw Refusal.of(name, "it is not a file");
    }
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(maxBytes + 1);
    }
    if (bytes.length > maxBytes) {
      throw Refusal.of(name, "it has more than " + maxBytes + " bytes");
    }
    try {
      return Optional.of(UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException e) {
      throw Refusal.of(name, "it is not UTF-8 text");
    }
  }
}
