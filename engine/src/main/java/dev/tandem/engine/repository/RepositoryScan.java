package dev.tandem.engine.repository;

import dev.tandem.engine.model.ConfigException;
import dev.tandem.engine.model.Finding;
import dev.tandem.engine.model.Finding.Kind;
import dev.tandem.engine.model.Finding.Stage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Lists repositories, models and base paths; finds what was taken for a version and is none. */
final class RepositoryScan {
  private static final int LONGEST_NUMBER = 18;

  private RepositoryScan() {}

  /**
   * The folders in {@code repository} that are models, by name; hidden ones and plain files are
   * none. Links that lead nowhere are: somebody wants a model there.
   */
  static List<Path> models(Path repository) throws IOException {
    return entries(repository).stream()
        .filter(path -> !path.getFileName().toString().startsWith("."))
        .filter(path -> Files.isDirectory(path) || isBrokenLink(path))
        .toList();
  }

  /** One model of a repository. */
  static ModelFolder model(Path folder) throws IOException {
    return model(folder, Findings.at(Stage.MODEL));
  }

  /**
   * One model of a repository.
   *
   * @param leftOut gets what its author took for a version and no server will
   */
  static ModelFolder model(Path folder, Findings leftOut) throws IOException {
    NavigableMap<Long, Path> versions = new TreeMap<>();
    for (Path path : entries(folder)) {
      String name = path.getFileName().toString();
      if (isVersion(name) && Files.isDirectory(path)) {
        versions.put(Long.parseLong(name), path);
      } else if (isMeantAsVersion(name) && (isVersion(name) || !Files.isRegularFile(path))) {
        leftOut.add(
            leftOut(
                name,
                isVersion(name)
                    ? whyNoFolder(path)
                    : "is not a version (expected: a number without leading zeros, of at most 18"
                        + " digits)"));
      }
    }
    return new ModelFolder(name(folder), folder, versions);
  }

  static String name(Path folder) {
    return String.valueOf(folder.toAbsolutePath().normalize().getFileName());
  }

  private static boolean isVersion(String name) {
    return isNumber(name)
        && name.length() <= LONGEST_NUMBER
        && (name.equals("0") || !name.startsWith("0"));
  }

  /** Whether a folder of this name is a version, or somebody thinks so, or it is to become one. */
  static boolean isMeantAsVersion(String name) {
    return name.matches("[-+]?[0-9].*");
  }

  /**
   * The versions under a base path of TensorFlow Serving: every folder whose name is a number, with
   * or without leading zeros.
   *
   * @param leftOut gets what its author took for a version and no server will
   */
  static ModelFolder basePath(String model, Path basePath, Findings leftOut) throws IOException {
    NavigableMap<Long, Path> versions = new TreeMap<>();
    for (Path path : entries(basePath)) {
      String name = path.getFileName().toString();
      boolean isLong = name.replaceFirst("^0+", "").length() > LONGEST_NUMBER;
      if (isNumber(name) && !isLong && Files.isDirectory(path)) {
        if (versions.putIfAbsent(Long.parseLong(name), path) != null) {
          leftOut.add(leftOut(name, "is the same version as another folder"));
        }
      } else if (isNumber(name) || name.matches("[-+][0-9]+")) {
        leftOut.add(
            leftOut(
                name,
                isNumber(name) && !isLong
                    ? whyNoFolder(path)
                    : "is not a version (expected: a number of at most 18 digits)"));
      }
    }
    return new ModelFolder(model, basePath, versions);
  }

  private static boolean isNumber(String name) {
    return !name.isEmpty() && name.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  /** What is in a folder, by name. */
  private static List<Path> entries(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new ConfigException(
          Finding.of(Kind.UNAVAILABLE, "'" + folder + "' " + whyNoFolder(folder)));
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.sorted().toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** What is at a path where a folder should be. */
  private static String whyNoFolder(Path path) {
    if (isBrokenLink(path)) {
      return "is a link that leads nowhere (expected: a folder)";
    }
    return Files.exists(path) ? "is a file (expected: a folder)" : "is not there";
  }

  private static boolean isBrokenLink(Path path) {
    return Files.isSymbolicLink(path) && !Files.exists(path);
  }

  private static Finding leftOut(String name, String reason) {
    return Finding.of("'" + name + "' " + reason + "; it is left out").at(Stage.MODEL);
  }
}
