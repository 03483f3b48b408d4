package dev.tandem.engine.schedule;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.agrona.concurrent.ManyToManyConcurrentArrayQueue;
import org.agrona.concurrent.NanoClock;
import org.jspecify.annotations.Nullable;

/**
 * Where the runners of a model get their batches. Any thread puts requests into the inbox; the
 * runner whose turn it is moves them to the batch former and decides. A runner that has nothing to
 * do is parked, and so is the one that waits for a fuller batch.
 */
final class BatchSource {
  private final ManyToManyConcurrentArrayQueue<PendingRequest> inbox;
  private final BatchFormer former;
  private final Admission admission;
  private final @Nullable AnswerOrder order;
  private final NanoClock clock;
  private final IdleRunners idleRunners;
  private final Turn turn = new Turn();
  private final BooleanSupplier hasWork;
  private final int capacity;

  /** Rows that were ever put in; whoever waits for a fuller batch looks at it. */
  private final AtomicLong arrivedRows = new AtomicLong();

  /** Rows that were ever moved to the former; of the runner whose turn it is. */
  private long movedRows;

  private volatile @Nullable BatchWait waiting;
  private volatile boolean stopping;

  BatchSource(
      int capacity,
      BatchFormer former,
      Admission admission,
      @Nullable AnswerOrder order,
      Thread[] runners,
      NanoClock clock) {
    this.capacity = capacity;
    this.former = former;
    this.admission = admission;
    this.order = order;
    this.clock = clock;
    inbox = new ManyToManyConcurrentArrayQueue<>(Math.max(2, capacity));
    idleRunners = new IdleRunners(runners);
    hasWork = () -> stopping || (!turn.isTaken() && admission.hasWaiting());
  }

  /** Puts a request in; false where there is no room. */
  boolean offer(PendingRequest request) {
    int rows = request.rows();
    if (!inbox.offer(request)) {
      return false;
    }
    long arrived = arrivedRows.addAndGet(rows);
    BatchWait wait = waiting;
    if (wait == null) {
      idleRunners.wakeOne();
    } else if (arrived >= wait.untilRows()) {
      LockSupport.unpark(wait.runner());
    }
    return true;
  }

  /** Ends the runners once nobody waits any more. */
  void stop() {
    stopping = true;
    BatchWait wait = waiting;
    if (wait != null) {
      LockSupport.unpark(wait.runner());
    }
    idleRunners.wakeAll();
  }

  /**
   * Waits until there is a batch and puts it into {@code batch}; false once the runners are to end.
   */
  boolean next(int runner, NextBatch batch) {
    while (true) {
      if (turn.tryTake()) {
        try {
          form(batch);
        } finally {
          turn.giveUp();
        }
        if (admission.hasWaiting()) {
          idleRunners.wakeOne();
        }
        if (!batch.requests().isEmpty()) {
          return true;
        }
      }
      if (stopping && !admission.hasWaiting()) {
        return false;
      }
      idleRunners.parkUnless(runner, hasWork);
    }
  }

  private void form(NextBatch batch) {
    while (true) {
      moveArrivals();
      Decision decision = former.decide(clock.nanoTime());
      if (decision instanceof Decision.Run run) {
        former.take(run.requests(), batch.requests());
        batch.place(order == null ? null : order.issue());
        return;
      }
      if (!(decision instanceof Decision.Wait wait)) {
        return;
      }
      await(wait);
    }
  }

  private void moveArrivals() {
    // What does not fit stays in the inbox, which is bounded too.
    while (former.size() < capacity) {
      PendingRequest request = inbox.poll();
      if (request == null) {
        return;
      }
      movedRows += request.rows();
      former.add(request);
    }
  }

  private void await(Decision.Wait wait) {
    waiting = new BatchWait(Thread.currentThread(), movedRows + wait.rowsMissing());
    try {
      long leftNs = wait.untilNs() - clock.nanoTime();
      if (leftNs > 0 && !stopping && arrivedRows.get() < movedRows + wait.rowsMissing()) {
        LockSupport.parkNanos(this, leftNs);
      }
    } finally {
      waiting = null;
    }
  }

  /** Who waits for how many rows. */
  private record BatchWait(Thread runner, long untilRows) {}
}
