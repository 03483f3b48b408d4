package dev.tandem.tfserving.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import dev.tandem.tfserving.wire.TfServingException;
import io.grpc.Status;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads files that hold a message as text. */
final class ProtoTextFile {
  /** Some hundred thousand models, which nobody writes into one file. */
  private static final int MAX_BYTES = 64 << 20;

  private static final TextFormat.Parser PARSER =
      TextFormat.Parser.newBuilder()
          .setSingularOverwritePolicy(
              TextFormat.Parser.SingularOverwritePolicy.FORBID_SINGULAR_OVERWRITES)
          .build();

  private ProtoTextFile() {}

  /** Merges the file into {@code message}; throws {@link TfServingException} where it cannot. */
  static void merge(Path file, Message.Builder message) {
    try {
      PARSER.merge(text(file), message);
    } catch (TextFormat.ParseException e) {
      String type = message.getDescriptorForType().getFullName();
      throw invalid(file, "Error parsing text-format " + type + ": " + e.getMessage());
    } catch (IOException e) {
      throw invalid(file, "it cannot be read: " + e);
    }
  }

  private static String text(Path file) throws IOException {
    try (InputStream input = Files.newInputStream(file)) {
      byte[] bytes = input.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new IOException("larger than " + MAX_BYTES + " bytes");
      }
      return new String(bytes, UTF_8);
    }
  }

  private static TfServingException invalid(Path file, String detail) {
    return new TfServingException(
        Status.Code.INVALID_ARGUMENT, "Invalid protobuf file: '" + file + "'", detail);
  }
}
