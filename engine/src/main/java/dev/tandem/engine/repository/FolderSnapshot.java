package dev.tandem.engine.repository;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A model's folder at one moment.
 *
 * @param config its config.pbtxt and alternatives
 * @param shared what else is outside of the versions, such as labels
 * @param versions what is in each version
 */
record FolderSnapshot(
    ModelFolder folder, FolderStamp config, FolderStamp shared, Map<Long, FolderStamp> versions) {
  private static final String CONFIG = "config.pbtxt";
  private static final String CONFIGS = "configs";

  FolderSnapshot {
    versions = Map.copyOf(versions);
  }

  static FolderSnapshot of(ModelFolder folder) throws IOException {
    Path root = folder.path();
    Set<Path> versionPaths = Set.copyOf(folder.versionPaths().values());
    FolderStamp config = FolderStamp.of(root, path -> !path.equals(root) && !isConfig(root, path));
    FolderStamp shared =
        FolderStamp.of(
            root,
            path ->
                versionPaths.contains(path)
                    || isConfig(root, path)
                    || isHidden(path)
                    || isBecomingAVersion(root, path));
    return new FolderSnapshot(folder, config, shared, versions(folder));
  }

  /** Only what is in the versions, as of a base path, beside which anything may lie. */
  static FolderSnapshot ofVersions(ModelFolder folder) throws IOException {
    FolderStamp nothing = new FolderStamp(Map.of());
    return new FolderSnapshot(folder, nothing, nothing, versions(folder));
  }

  private static Map<Long, FolderStamp> versions(ModelFolder folder) throws IOException {
    Map<Long, FolderStamp> versions = new TreeMap<>();
    for (Map.Entry<Long, Path> version : folder.versionPaths().entrySet()) {
      versions.put(version.getKey(), FolderStamp.of(version.getValue(), FolderSnapshot::isHidden));
    }
    return versions;
  }

  private static boolean isConfig(Path root, Path path) {
    String first = root.relativize(path).getName(0).toString();
    return first.equals(CONFIG) || first.equals(CONFIGS);
  }

  /** Such as {@code 3.tmp}, which whoever copies renames at the end. */
  private static boolean isBecomingAVersion(Path root, Path path) {
    return root.equals(path.getParent())
        && RepositoryScan.isMeantAsVersion(path.getFileName().toString())
        && !Files.isRegularFile(path);
  }

  private static boolean isHidden(Path path) {
    return path.getFileName().toString().startsWith(".");
  }
}
