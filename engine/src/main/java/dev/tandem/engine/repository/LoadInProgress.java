package dev.tandem.engine.repository;

import dev.tandem.engine.model.Finding;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/** A load, from its preparation to its end; belongs to the repository's thread. */
final class LoadInProgress {
  final LoadOrder order;
  final CompletableFuture<Void> done;

  /** What is open and not published yet. */
  final NavigableMap<Long, HeldVersion> loaded = new TreeMap<>();

  final Map<Long, Finding> failed = new TreeMap<>();

  /** Whether the parts of an ensemble were looked at, or it is none. */
  boolean gathered;

  int missing;
  boolean ended;

  LoadInProgress(LoadOrder order, CompletableFuture<Void> done) {
    this.order = order;
    this.done = done;
  }
}
