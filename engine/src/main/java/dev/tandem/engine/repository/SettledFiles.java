package dev.tandem.engine.repository;

import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What of a model's folder is complete and may be loaded. */
final class SettledFiles {
  private SettledFiles() {}

  /**
   * {@code seen} without the versions that somebody still writes, of which those that serve stay as
   * they were; nothing where the files that all versions share are being written.
   *
   * @param before what was there at the last look
   * @param tried what was loaded last, or tried, which counts however new it is
   * @param serving the files of the versions that serve, as they were loaded
   */
  static Optional<FolderSnapshot> of(
      FolderSnapshot seen,
      @Nullable FolderSnapshot before,
      @Nullable FolderSnapshot tried,
      Map<Long, FolderStamp> serving,
      Instant now) {
    boolean isConfigMoving =
        isMoving(seen.config(), before == null ? null : before.config(), now)
            && (tried == null || !seen.config().equals(tried.config()));
    boolean isSharedMoving =
        isMoving(seen.shared(), before == null ? null : before.shared(), now)
            && (tried == null || !seen.shared().equals(tried.shared()));
    if (isConfigMoving || isSharedMoving) {
      return Optional.empty();
    }
    NavigableMap<Long, Path> paths = new TreeMap<>(seen.folder().versionPaths());
    Map<Long, FolderStamp> versions = new HashMap<>();
    for (Long version : Set.copyOf(paths.keySet())) {
      FolderStamp stamp = seen.versions().get(version);
      FolderStamp earlier = before == null ? null : before.versions().get(version);
      boolean wasTried =
          tried != null && stamp != null && stamp.equals(tried.versions().get(version));
      if (stamp != null && (wasTried || Settling.isSettled(stamp, earlier, now))) {
        versions.put(version, stamp);
      } else if (serving.containsKey(version)) {
        versions.put(version, serving.get(version));
      } else {
        paths.remove(version);
      }
    }
    ModelFolder folder = new ModelFolder(seen.folder().name(), seen.folder().path(), paths);
    return Optional.of(new FolderSnapshot(folder, seen.config(), seen.shared(), versions));
  }

  private static boolean isMoving(FolderStamp stamp, @Nullable FolderStamp before, Instant now) {
    return !stamp.files().isEmpty() && !Settling.isSettled(stamp, before, now);
  }
}
