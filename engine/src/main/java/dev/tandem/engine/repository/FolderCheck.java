package dev.tandem.engine.repository;

import dev.tandem.engine.model.ConfigException;
import dev.tandem.engine.model.Finding;
import dev.tandem.engine.model.Finding.Kind;
import dev.tandem.engine.model.Finding.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Looks at one model folder, and finds what its author took for a version and no server will. */
final class FolderCheck {
  private FolderCheck() {}

  static ModelFolder read(Path path, Findings findings) {
    Path full = path.toAbsolutePath().normalize();
    String name = String.valueOf(full.getFileName());
    List<Long> versions = new ArrayList<>();
    for (Path entry : entries(path, findings)) {
      String version = entry.getFileName().toString();
      if (Files.isDirectory(entry) && RepositoryScan.isVersion(version)) {
        versions.add(Long.parseLong(version));
      } else if (isMeantAsVersion(version)) {
        findings.add(leftOut(entry, version));
      }
    }
    versions.sort(null);
    return ModelFolder.of(name, path, versions);
  }

  /** What is in {@code folder}, by name; nothing but a finding where it cannot be listed. */
  static List<Path> entries(Path folder, Findings findings) {
    return findings.make(() -> list(folder)).orElse(List.of());
  }

  private static List<Path> list(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new ConfigException(
          Finding.of(Kind.UNAVAILABLE, "'" + folder + "' " + whyNoFolder(folder)));
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.sorted().toList();
    }
  }

  /** What is at a path where a folder should be. */
  static String whyNoFolder(Path path) {
    if (Files.isSymbolicLink(path) && !Files.exists(path)) {
      return "is a link that leads nowhere (expected: a folder)";
    }
    return Files.exists(path) ? "is a file (expected: a folder)" : "is not there";
  }

  private static boolean isMeantAsVersion(String name) {
    return name.matches("[-+]?[0-9].*");
  }

  private static Finding leftOut(Path entry, String name) {
    String reason =
        RepositoryScan.isVersion(name)
            ? whyNoFolder(entry)
            : "is not a version (expected: a number without leading zeros, of at most 18 digits)";
    return Finding.of("'" + name + "' " + reason + "; it is left out").at(Stage.MODEL);
  }
}
