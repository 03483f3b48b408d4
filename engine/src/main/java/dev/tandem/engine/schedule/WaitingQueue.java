package dev.tandem.engine.schedule;

import dev.tandem.engine.api.Reason;
import dev.tandem.engine.model.QueuePolicy.TimeoutAction;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The requests that wait for a batch, the most urgent level first; within a level those whose time
 * in the queue is up come after all others, where they are not rejected. Owned by whoever forms
 * batches.
 */
final class WaitingQueue {
  private static final String EXPIRED = "Request timeout expired";
  private static final String DEADLINE = "the deadline passed before the request was executed";

  private final QueueRules rules;
  private final List<Level> levels = new ArrayList<>();
  private long nextExpiryNs = QueueRules.NEVER;
  private int size;

  WaitingQueue(QueueRules rules) {
    this.rules = rules;
  }

  /** How many are in it, those included that were given up in the meantime. */
  int size() {
    return size;
  }

  void add(PendingRequest request) {
    level(request.level()).waiting.add(request);
    nextExpiryNs = Math.min(nextExpiryNs, expiryNs(request));
    size++;
  }

  /** When the next request's time is up, {@link QueueRules#NEVER} where nobody's is limited. */
  long nextExpiryNs() {
    return nextExpiryNs;
  }

  /** Lets those go whose time is up, or moves them back, and drops those that are answered. */
  void expire(long nowNs) {
    if (nowNs >= nextExpiryNs) {
      sweep(nowNs);
    }
  }

  /** Drops those that are answered. */
  void sweep(long nowNs) {
    nextExpiryNs = QueueRules.NEVER;
    size = 0;
    for (Level level : levels) {
      level.delayed.retain(request -> stays(request, nowNs));
      level.waiting.retain(request -> stays(request, nowNs) && !delays(level, request, nowNs));
    }
    // Clients choose the levels, of which there may be billions.
    levels.removeIf(level -> level.waiting.first() == null && level.delayed.first() == null);
  }

  private boolean stays(PendingRequest request, long nowNs) {
    if (nowNs >= request.deadlineNs()) {
      request.failWaiting(Reason.DEADLINE_EXCEEDED, DEADLINE);
    } else if (nowNs >= request.queueTimeoutNs
        && rules.policyOf(request.level()).timeoutAction() == TimeoutAction.REJECT) {
      request.failWaiting(Reason.QUEUE_TIMEOUT, EXPIRED);
    }
    if (!request.isWaiting()) {
      return false;
    }
    size++;
    if (nowNs < request.queueTimeoutNs) {
      nextExpiryNs = Math.min(nextExpiryNs, expiryNs(request));
    }
    return true;
  }

  private boolean delays(Level level, PendingRequest request, long nowNs) {
    if (nowNs < request.queueTimeoutNs) {
      return false;
    }
    request.queueTimeoutNs = QueueRules.NEVER;
    nextExpiryNs = Math.min(nextExpiryNs, expiryNs(request));
    level.delayed.add(request);
    return true;
  }

  private static long expiryNs(PendingRequest request) {
    return Math.min(request.queueTimeoutNs, request.deadlineNs());
  }

  /** The request to be served first. */
  @Nullable PendingRequest first() {
    return firstFrom(0, false);
  }

  /** The request to be served after {@code request}, which is in the queue. */
  @Nullable PendingRequest after(PendingRequest request) {
    if (request.next != null) {
      return request.next;
    }
    for (int i = 0; i < levels.size(); i++) {
      Level level = levels.get(i);
      if (level.number == request.level()) {
        boolean isDelayed = level.waiting.last() != request;
        return isDelayed ? firstFrom(i + 1, false) : firstFrom(i, true);
      }
    }
    return null;
  }

  private @Nullable PendingRequest firstFrom(int index, boolean delayedOnly) {
    boolean skipsWaiting = delayedOnly;
    for (int i = index; i < levels.size(); i++) {
      Level level = levels.get(i);
      if (!skipsWaiting && level.waiting.first() != null) {
        return level.waiting.first();
      }
      if (level.delayed.first() != null) {
        return level.delayed.first();
      }
      skipsWaiting = false;
    }
    return null;
  }

  /** Takes the request to be served first out; there must be one. */
  PendingRequest remove() {
    for (Level level : levels) {
      RequestLine line = level.waiting.first() != null ? level.waiting : level.delayed;
      if (line.first() != null) {
        size--;
        return line.remove();
      }
    }
    throw new IllegalStateException("queue: empty");
  }

  private Level level(long number) {
    for (Level level : levels) {
      if (level.number == number) {
        return level;
      }
    }
    Level added = new Level(number, new RequestLine(), new RequestLine());
    levels.add(added);
    levels.sort(Comparator.comparingLong(Level::number));
    return added;
  }

  private record Level(long number, RequestLine waiting, RequestLine delayed) {}
}
