package dev.tandem.engine.repository;

import java.nio.file.Path;
import java.util.List;

/** A model on disk: a folder with one sub-folder for each version, the lowest first. */
record ModelFolder(String name, Path path, List<Long> versions) {
  ModelFolder {
    versions = List.copyOf(versions);
  }

  Path versionPath(long version) {
    return path.resolve(Long.toString(version));
  }
}
