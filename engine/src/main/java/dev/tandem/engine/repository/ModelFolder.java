package dev.tandem.engine.repository;

import dev.tandem.engine.model.ModelConfig;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;

/** A model on disk: a folder with one sub-folder for each version, the lowest first. */
record ModelFolder(String name, Path path, NavigableMap<Long, Path> versionPaths) {
  ModelFolder {
    versionPaths = Collections.unmodifiableNavigableMap(new TreeMap<>(versionPaths));
  }

  /** Of versions in sub-folders that are called by their numbers. */
  static ModelFolder of(String name, Path path, List<Long> versions) {
    NavigableMap<Long, Path> paths = new TreeMap<>();
    versions.forEach(version -> paths.put(version, path.resolve(Long.toString(version))));
    return new ModelFolder(name, path, paths);
  }

  /** The same, where an ensemble has no version with a first one that needs no folder. */
  ModelFolder of(ModelConfig config) {
    return config.isEnsemble() && versionPaths.isEmpty()
        ? new ModelFolder(name, path, new TreeMap<>(Map.of(1L, path)))
        : this;
  }

  List<Long> versions() {
    return List.copyOf(versionPaths.keySet());
  }

  Path versionPath(long version) {
    return Objects.requireNonNull(versionPaths.get(version), "version");
  }
}
