package dev.tandem.engine.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes model folders into a folder that a test made. */
public record SampleRepository(Path path) {
  /** A model with this config.pbtxt and one empty folder for each version. */
  public SampleRepository model(String name, String config, long... versions) {
    for (long version : versions) {
      folder(name + "/" + version);
    }
    return file(name + "/config.pbtxt", config);
  }

  public SampleRepository folder(String relative) {
    try {
      Files.createDirectories(path.resolve(relative));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  /** A text file and the folders above it. */
  public SampleRepository file(String relative, String text) {
    Path file = path.resolve(relative);
    try {
      Files.createDirectories(file.resolveSibling("."));
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }
}
