package dev.tandem.engine.repository;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the model folders of a repository. */
final class RepositoryScan {
  private static final Logger logger = LoggerFactory.getLogger(RepositoryScan.class);

  private RepositoryScan() {}

  /** The models of {@code repository} by name; hidden folders are left out. */
  static List<ModelFolder> scan(Path repository) {
    List<ModelFolder> models = new ArrayList<>();
    for (Path folder : subfolders(repository)) {
      String name = folder.getFileName().toString();
      if (!name.startsWith(".")) {
        models.add(new ModelFolder(name, folder, versions(folder)));
      }
    }
    return models;
  }

  private static List<Long> versions(Path model) {
    List<Long> versions = new ArrayList<>();
    for (Path folder : subfolders(model)) {
      String name = folder.getFileName().toString();
      if (isVersion(name)) {
        versions.add(Long.parseLong(name));
      } else if (!List.of("configs", "warmup", "initial_state").contains(name)) {
        logger.warn(
            "{}: not a version of the model, left out (expected: a number without leading zeros)",
            folder);
      }
    }
    versions.sort(null);
    return versions;
  }

  static boolean isVersion(String name) {
    return name.length() <= 18
        && (name.equals("0") || !name.startsWith("0"))
        && name.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  private static List<Path> subfolders(Path parent) {
    try (Stream<Path> entries = Files.list(parent)) {
      return entries.filter(Files::isDirectory).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list " + parent, e);
    }
  }
}
