package dev.tandem.engine.schedule;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The requests that wait for a batch, the most urgent level first; within a level those whose time
 * in the queue is up come after all others, where they are not rejected. Owned by whoever forms
 * batches.
 */
final class WaitingQueue {
  /** How often those far behind are looked at; whoever is about to run is looked at anyway. */
  private static final long SWEEP_EVERY_NS = TimeUnit.MILLISECONDS.toNanos(10);

  /** Levels that stay though nobody waits there; clients choose among billions. */
  private static final int KEPT_LEVELS = 8;

  private final QueueRules rules;
  private final Consumer<PendingRequest> dropped;
  private final List<Level> levels = new ArrayList<>();
  private long nextExpiryNs = QueueRules.NEVER;
  private long nextSweepNs = Long.MIN_VALUE;
  private int size;

  WaitingQueue(QueueRules rules) {
    this(rules, given -> {});
  }

  /**
   * @param dropped told of each request that leaves without having been removed
   */
  WaitingQueue(QueueRules rules, Consumer<PendingRequest> dropped) {
    this.rules = rules;
    this.dropped = dropped;
  }

  /** How many are in it, those included that were given up in the meantime. */
  int size() {
    return size;
  }

  void add(PendingRequest request) {
    level(request.level()).waiting.add(request);
    nextExpiryNs = Math.min(nextExpiryNs, request.expiryNs());
    size++;
  }

  /** Lets everyone go whose time is up, where somebody's is and the last time was long ago. */
  void expire(long nowNs) {
    if (nowNs >= nextExpiryNs && nowNs >= nextSweepNs) {
      sweep(nowNs);
    }
  }

  /** Lets everyone go whose time is up or who was given up. */
  void sweep(long nowNs) {
    nextSweepNs = nowNs + SWEEP_EVERY_NS;
    nextExpiryNs = QueueRules.NEVER;
    Walk everyone = walk(nowNs);
    for (PendingRequest next = everyone.next(); next != null; next = everyone.next()) {
      nextExpiryNs = Math.min(nextExpiryNs, next.expiryNs());
    }
  }

  /** Takes the request to be served first out; there must be one. */
  PendingRequest remove() {
    for (int i = 0; i < levels.size(); i++) {
      Level level = levels.get(i);
      if (!level.isEmpty()) {
        size--;
        PendingRequest first =
            (level.waiting.isEmpty() ? level.delayed : level.waiting).removeAfter(null);
        dropIfEmpty(i);
        return first;
      }
    }
    throw new IllegalStateException("queue: empty");
  }

  /** Goes from the request to be served first to the last, as things are at {@code nowNs}. */
  Walk walk(long nowNs) {
    return new Walk(nowNs);
  }

  private Level level(long number) {
    int low = 0;
    int high = levels.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      Level level = levels.get(middle);
      if (level.number == number) {
        return level;
      }
      if (level.number < number) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    Level added = new Level(number, new RequestLine(), new RequestLine());
    levels.add(low, added);
    return added;
  }

  private boolean dropIfEmpty(int index) {
    if (levels.size() <= KEPT_LEVELS || !levels.get(index).isEmpty()) {
      return false;
    }
    levels.remove(index);
    return true;
  }

  /** One level's requests in time, and those who are late but may stay. */
  private record Level(long number, RequestLine waiting, RequestLine delayed) {
    boolean isEmpty() {
      return waiting.isEmpty() && delayed.isEmpty();
    }
  }

  /**
   * Goes through the queue once. Whoever is answered already or whose time is up leaves the queue
   * or goes to the delayed ones as the walk comes by.
   */
  final class Walk {
    private final long nowNs;
    private int index;
    private boolean atDelayed;
    private @Nullable PendingRequest last;

    private Walk(long nowNs) {
      this.nowNs = nowNs;
    }

    /** The next one who waits, or null behind the last. */
    @Nullable PendingRequest next() {
      while (index < levels.size()) {
        Level level = levels.get(index);
        RequestLine line = atDelayed ? level.delayed : level.waiting;
        PendingRequest next = line.after(last);
        while (next != null && !stays(next, level, line)) {
          next = line.after(last);
        }
        last = next;
        if (next != null) {
          return next;
        }
        if (!atDelayed) {
          atDelayed = true;
        } else {
          atDelayed = false;
          index += dropIfEmpty(index) ? 0 : 1;
        }
      }
      return null;
    }

    private boolean stays(PendingRequest request, Level level, RequestLine line) {
      boolean late = nowNs >= request.queueTimeoutNs;
      rules.failLate(request, nowNs);
      if (!request.isWaiting()) {
        line.removeAfter(last);
        size--;
        dropped.accept(request);
        return false;
      }
      if (late) {
        request.queueTimeoutNs = QueueRules.NEVER;
        level.delayed.add(line.removeAfter(last));
        return false;
      }
      return true;
    }
  }
}
