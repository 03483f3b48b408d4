package dev.tandem.engine.repository;

import dev.tandem.engine.model.ConfigException;
import dev.tandem.engine.model.Finding;
import dev.tandem.engine.model.Finding.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A model that a client sent, in a temporary folder until it is closed. */
final class UploadedModel implements AutoCloseable {
  private static final Logger logger = LoggerFactory.getLogger(UploadedModel.class);

  private final Path folder;
  private final AtomicBoolean closed = new AtomicBoolean();

  private UploadedModel(Path folder) {
    this.folder = folder;
  }

  static UploadedModel write(Map<String, byte[]> files) throws IOException {
    UploadedModel model = new UploadedModel(Files.createTempDirectory("tandem-model-"));
    try {
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        Path path = model.folder.resolve(file.getKey()).normalize();
        if (!path.startsWith(model.folder) || path.equals(model.folder)) {
          throw new ConfigException(
              Finding.of("file '" + file.getKey() + "' is outside of the model").at(Stage.POLL));
        }
        Files.createDirectories(path.getParent());
        Files.write(path, file.getValue());
      }
      return model;
    } catch (IOException | RuntimeException | Error e) {
      model.close();
      throw e;
    }
  }

  Path folder() {
    return folder;
  }

  /** Removes the folder; once is enough. */
  @Override
  public void close() {
    if (closed.getAndSet(true)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      logger.warn("cannot remove the files of a model that was sent: {}", e.toString());
    }
  }
}
