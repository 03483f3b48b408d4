package dev.tandem.engine.schedule;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides which of the waiting requests run next. Takes no time and knows no thread: what it does
 * follows from the queue, the policy and the moment alone. Owned by whoever forms batches.
 */
final class BatchFormer {
  private final BatchPolicy policy;
  private final JoinRule joinRule;
  private final WaitingQueue queue;

  BatchFormer(BatchPolicy policy, JoinRule joinRule) {
    this.policy = policy;
    this.joinRule = joinRule;
    queue = new WaitingQueue(policy.queue());
  }

  void add(PendingRequest request) {
    queue.add(request);
  }

  /** How many wait. */
  int size() {
    return queue.size();
  }

  /** What to do at {@code nowNs}, which does not go back. */
  Decision decide(long nowNs) {
    queue.expire(nowNs);
    Scan scan = scan();
    if (scan.sawAnswered) {
      queue.sweep(nowNs);
      scan = scan();
    }
    if (scan.requests == 0) {
      return Decision.NOTHING;
    }
    long maxDelayNs = policy.maxDelayNs();
    boolean overdue = maxDelayNs > 0 && nowNs - scan.oldestNs >= maxDelayNs;
    if (scan.marked > 0 && !overdue) {
      return new Decision.Run(scan.marked);
    }
    boolean full = scan.closed || scan.rows >= policy.largestPreferredRows();
    if (full || overdue || maxDelayNs == 0) {
      return new Decision.Run(scan.requests);
    }
    long untilNs = Math.min(scan.oldestNs + maxDelayNs, queue.nextExpiryNs());
    return new Decision.Wait(untilNs, policy.rowsMissing(scan.rows));
  }

  /** Takes the first {@code requests} out, those left aside that were given up meanwhile. */
  void take(int requests, List<PendingRequest> into) {
    for (int i = 0; i < requests; i++) {
      into.add(queue.remove());
    }
  }

  /** Looks how far a batch from the head of the queue would reach. */
  private Scan scan() {
    Scan scan = new Scan();
    PendingRequest first = queue.first();
    for (PendingRequest next = first; next != null; next = queue.after(next)) {
      if (!next.isWaiting()) {
        scan.sawAnswered = true;
        return scan;
      }
      if (!scan.takes(first, next)) {
        return scan;
      }
    }
    return scan;
  }

  /** How far a scan has come. */
  private final class Scan {
    private int requests;
    private int rows;

    /** The requests that make up the last preferred size that was reached exactly. */
    private int marked;

    /** Whether the request behind the last one cannot join. */
    private boolean closed;

    private boolean sawAnswered;
    private long oldestNs = Long.MAX_VALUE;

    /** Adds {@code next} to the batch that begins with {@code first}, where it may join. */
    boolean takes(@Nullable PendingRequest first, PendingRequest next) {
      if (requests > 0 && first != null) {
        if (rows + next.rows() > policy.largestPreferredRows() && marked == 0) {
          marked = requests;
        }
        closed =
            !policy.joins()
                || rows + next.rows() > policy.maxRows()
                || !joinRule.joins(first, next);
        if (closed) {
          return false;
        }
      }
      rows += next.rows();
      requests++;
      oldestNs = Math.min(oldestNs, next.arrivedNs());
      if (policy.isPreferred(rows)) {
        marked = requests;
      }
      return true;
    }
  }
}
