package dev.tandem.engine.repository;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The models that a repository has.
 *
 * @param unreadable the folders that could not be listed, and why
 * @param ignored what looks like a version and is none
 */
record RepositoryScan(
    List<ModelFolder> models, Map<String, IOException> unreadable, List<String> ignored) {
  private static final Set<String> NO_VERSIONS = Set.of("configs", "warmup", "initial_state");
  private static final int LONGEST_NUMBER = 18;

  /** The models of {@code repository} by name; hidden folders are left out. */
  static RepositoryScan of(Path repository) throws IOException {
    List<ModelFolder> models = new ArrayList<>();
    Map<String, IOException> unreadable = new TreeMap<>();
    List<String> ignored = new ArrayList<>();
    for (Path folder : subfolders(repository)) {
      String name = folder.getFileName().toString();
      if (!name.startsWith(".")) {
        try {
          models.add(model(folder, ignored));
        } catch (IOException e) {
          unreadable.put(name, e);
        }
      }
    }
    return new RepositoryScan(models, unreadable, ignored);
  }

  /** One model of a repository. */
  static ModelFolder model(Path folder) throws IOException {
    return model(folder, new ArrayList<>());
  }

  private static ModelFolder model(Path folder, List<String> ignored) throws IOException {
    NavigableMap<Long, Path> versions = new TreeMap<>();
    for (Path path : subfolders(folder)) {
      String name = path.getFileName().toString();
      if (isVersion(name)) {
        versions.put(Long.parseLong(name), path);
      } else if (!NO_VERSIONS.contains(name) && !name.startsWith(".")) {
        ignored.add(
            path
                + ": not a version of the model, left out (expected: a number without leading"
                + " zeros)");
      }
    }
    return new ModelFolder(folder.getFileName().toString(), folder, versions);
  }

  static boolean isVersion(String name) {
    return name.length() <= LONGEST_NUMBER
        && (name.equals("0") || !name.startsWith("0"))
        && isNumber(name);
  }

  /**
   * The versions under a base path of TensorFlow Serving: every folder whose name is a number, with
   * or without leading zeros.
   */
  static ModelFolder basePath(String model, Path basePath) throws IOException {
    NavigableMap<Long, Path> versions = new TreeMap<>();
    for (Path path : subfolders(basePath)) {
      String name = path.getFileName().toString();
      if (isNumber(name) && name.replaceFirst("^0+", "").length() <= LONGEST_NUMBER) {
        versions.putIfAbsent(Long.parseLong(name), path);
      }
    }
    return new ModelFolder(model, basePath, versions);
  }

  private static boolean isNumber(String name) {
    return !name.isEmpty() && name.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  private static List<Path> subfolders(Path parent) throws IOException {
    try (Stream<Path> entries = Files.list(parent)) {
      return entries.filter(Files::isDirectory).sorted().toList();
    }
  }
}
