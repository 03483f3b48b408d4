package dev.tandem.engine.schedule;

import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Decides which of the waiting requests run next. Takes no time and knows no thread: what it does
 * follows from the queue, the policy and the moment alone. Owned by whoever forms batches.
 */
final class BatchFormer implements Former {
  /** One buffer holds no more. */
  private static final long MOST_BYTES = Integer.MAX_VALUE;

  private final BatchPolicy policy;
  private final JoinRule joinRule;
  private final WaitingQueue queue;
  private final Consumer<PendingRequest> dropped;

  BatchFormer(BatchPolicy policy, JoinRule joinRule) {
    this(policy, joinRule, given -> {});
  }

  /**
   * @param dropped told of each request that leaves before it was taken
   */
  BatchFormer(BatchPolicy policy, JoinRule joinRule, Consumer<PendingRequest> dropped) {
    this.policy = policy;
    this.joinRule = joinRule;
    this.dropped = dropped;
    queue = new WaitingQueue(policy.queue(), dropped);
  }

  @Override
  public void add(PendingRequest request) {
    if (request.isWaiting()) {
      queue.add(request);
    } else {
      dropped.accept(request);
    }
  }

  @Override
  public int size() {
    return queue.size();
  }

  @Override
  public int held() {
    return queue.size();
  }

  @Override
  public void dropGivenUp(long nowNs) {
    queue.sweep(nowNs);
  }

  @Override
  public Decision decide(long nowNs) {
    queue.expire(nowNs);
    Scan scan = scan(nowNs);
    PendingRequest first = scan.first;
    if (first == null) {
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
    long untilNs = Math.min(scan.oldestNs + maxDelayNs, scan.nextExpiryNs);
    return new Decision.Wait(untilNs, policy.rowsMissing(scan.rows), first);
  }

  @Override
  public void take(int requests, List<PendingRequest> into) {
    for (int i = 0; i < requests; i++) {
      into.add(queue.remove());
    }
  }

  @Override
  public boolean canJoin(PendingRequest first, PendingRequest next) {
    return joinRule.mayJoin(first, next);
  }

  /** Looks how far a batch from the head of the queue would reach, and no further. */
  private Scan scan(long nowNs) {
    Scan scan = new Scan();
    WaitingQueue.Walk walk = queue.walk(nowNs);
    for (PendingRequest next = walk.next(); next != null; next = walk.next()) {
      if (!scan.takes(next)) {
        return scan;
      }
    }
    return scan;
  }

  /** How far a scan has come. */
  private final class Scan {
    private @Nullable PendingRequest first;
    private int requests;
    private int rows;
    private long bytes;

    /** The requests that make up the last preferred size that was reached exactly. */
    private int marked;

    /** Whether the request behind the last one cannot join. */
    private boolean closed;

    private long oldestNs = Long.MAX_VALUE;
    private long nextExpiryNs = QueueRules.NEVER;

    /** Adds {@code next} to the batch, where it may join. */
    boolean takes(PendingRequest next) {
      if (first == null) {
        first = next;
      } else {
        if (marked == 0 && rows > policy.largestPreferredRows() - next.rows()) {
          marked = requests;
        }
        closed = !fits(first, next);
        if (closed) {
          return false;
        }
      }
      rows += next.rows();
      bytes += next.bytes();
      requests++;
      oldestNs = Math.min(oldestNs, next.arrivedNs());
      nextExpiryNs = Math.min(nextExpiryNs, next.expiryNs());
      if (policy.isPreferred(rows)) {
        marked = requests;
      }
      return true;
    }

    private boolean fits(PendingRequest first, PendingRequest next) {
      return policy.joins()
          && rows <= policy.maxRows() - next.rows()
          && bytes + next.bytes() <= MOST_BYTES
          && joinRule.joins(first, next);
    }
  }
}
