package dev.tandem.engine.repository;

import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ServingException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The changes of one model, one after the other; each has its end told, also where the server ends
 * first. Belongs to the repository's thread.
 */
final class ChangeQueue {
  private static final int MOST_WAITING = 1024;

  private final String model;
  private final Deque<Change> waiting = new ArrayDeque<>();
  private @Nullable Change current;
  private CompletableFuture<Void> idle = new CompletableFuture<>();
  private boolean stopped;

  private record Change(CompletableFuture<Void> done, Runnable begin) {}

  ChangeQueue(String model) {
    this.model = model;
  }

  /**
   * Begins a change once those before it have ended.
   *
   * @param done told what becomes of it; whoever makes the change calls {@link #next} when it has
   *     ended, and then tells
   */
  void add(CompletableFuture<Void> done, Runnable begin) {
    if (stopped) {
      done.completeExceptionally(stopping());
    } else if (waiting.size() == MOST_WAITING) {
      done.completeExceptionally(
          new ServingException(
              Reason.QUEUE_FULL, "too many changes of model '" + model + "' are waiting"));
    } else {
      waiting.add(new Change(done, begin));
      if (current == null) {
        next();
      }
    }
  }

  /** Goes on with the change that waits longest. */
  void next() {
    Change change = waiting.poll();
    current = change;
    if (change == null) {
      tellIdle();
      return;
    }
    try {
      change.begin().run();
    } catch (RuntimeException | Error e) {
      change.done().completeExceptionally(e);
      if (change.equals(current)) {
        next();
      }
    }
  }

  /** Completes once no change is under way. */
  CompletableFuture<Void> idle() {
    return current == null ? CompletableFuture.completedFuture(null) : idle;
  }

  private void tellIdle() {
    CompletableFuture<Void> told = idle;
    idle = new CompletableFuture<>();
    told.complete(null);
  }

  /** Whether a change is under way. */
  boolean isBusy() {
    return current != null;
  }

  /** Begins nothing more, and tells all that wait for an end. */
  void stop() {
    stopped = true;
    if (current != null) {
      waiting.addFirst(current);
    }
    while (!waiting.isEmpty()) {
      waiting.remove().done().completeExceptionally(stopping());
    }
    tellIdle();
  }

  static ServingException stopping() {
    return new ServingException(Reason.STOPPING, "Server exiting");
  }
}
