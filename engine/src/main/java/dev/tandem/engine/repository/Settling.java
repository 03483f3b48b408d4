package dev.tandem.engine.repository;

import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tells files that somebody still writes from those that are complete. */
final class Settling {
  /** Whoever copies a model pauses for less than this. */
  static final Duration QUIET = Duration.ofSeconds(2);

  private Settling() {}

  /**
   * Whether the files of {@code stamp} have been left alone for long enough, {@code before} being
   * what was there at the last look.
   */
  static boolean isSettled(FolderStamp stamp, @Nullable FolderStamp before, Instant now) {
    Optional<FileTime> newest = stamp.newestChange();
    if (newest.isEmpty()) {
      return false;
    }
    if (before != null && !stamp.files().keySet().containsAll(before.files().keySet())) {
      // Whoever removes a folder leaves the remaining files as they were.
      return false;
    }
    Instant changed = newest.get().toInstant();
    // A clock that is ahead of ours tells nothing, but that nothing moved between two looks does.
    return changed.isAfter(now) ? stamp.equals(before) : !changed.plus(QUIET).isAfter(now);
  }
}
