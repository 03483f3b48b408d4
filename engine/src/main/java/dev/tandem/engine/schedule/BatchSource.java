package dev.tandem.engine.schedule;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
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
  private final Former former;
  private final @Nullable AnswerOrder order;
  private final NanoClock clock;
  private final IdleRunners idleRunners;
  private final Turn turn = new Turn();
  private final BooleanSupplier hasWork;
  private final LongSupplier restsUntilNs;

  /** What the former holds at most, those included that were given up. */
  private final long mostHeld;

  /** Rows that were ever put in; whoever waits for a fuller batch looks at it. */
  private final AtomicLong arrivedRows = new AtomicLong();

  /** Rows that were ever moved to the former; of the runner whose turn it is. */
  private long movedRows;

  /** Whether the former still held requests when the last turn ended. */
  private volatile boolean formerHolds;

  /** When a turn is to be taken though nothing comes. */
  private volatile long nextChangeNs = QueueRules.NEVER;

  private volatile @Nullable BatchWait waiting;
  private volatile boolean closed;
  private volatile boolean stopping;

  /**
   * @param capacity requests that may wait, as whoever offers them takes care
   */
  BatchSource(
      int capacity, Former former, @Nullable AnswerOrder order, Thread[] runners, NanoClock clock) {
    mostHeld = 2L * capacity;
    this.former = former;
    this.order = order;
    this.clock = clock;
    inbox = new ManyToManyConcurrentArrayQueue<>(Math.max(2, capacity));
    idleRunners = new IdleRunners(runners, clock);
    restsUntilNs = () -> nextChangeNs;
    hasWork = () -> stopping || (!turn.isTaken() && hasLeft());
  }

  /** Puts a request in; false where there is no room. */
  boolean offer(PendingRequest request) {
    // Once it is in the inbox, its fields belong to others.
    int rows = request.rows();
    long expiryNs = request.expiryNs();
    if (!inbox.offer(request) && !(makeRoom() && inbox.offer(request))) {
      return false;
    }
    long arrived = arrivedRows.addAndGet(rows);
    BatchWait wait = waiting;
    if (wait == null) {
      idleRunners.wakeOne();
    } else if (arrived >= wait.untilRows()
        || expiryNs < wait.what().untilNs()
        || !former.canJoin(wait.what().first(), request)) {
      LockSupport.unpark(wait.runner());
    }
    return true;
  }

  /** Moves on what has come in while every runner was busy. */
  private boolean makeRoom() {
    if (!turn.tryTake()) {
      return false;
    }
    try {
      moveArrivals();
    } finally {
      endTurn();
    }
    watchForChange();
    return true;
  }

  /** Nothing more comes, so that nobody need wait for a fuller batch. */
  void close() {
    closed = true;
    former.close();
    wakeWaiting();
    idleRunners.wakeOne();
  }

  /** Told by a runner once the requests of a batch are answered. */
  void finished(List<PendingRequest> batch) {
    former.finished(batch);
    if (former.hasNews()) {
      BatchWait wait = waiting;
      if (wait != null) {
        LockSupport.unpark(wait.runner());
      }
    }
  }

  /** Frees what is left, once no runner runs any more. */
  void dispose() {
    former.dispose();
  }

  /** Ends the runners once nobody waits any more. */
  void stop() {
    stopping = true;
    wakeWaiting();
    idleRunners.wakeAll();
  }

  private void wakeWaiting() {
    BatchWait wait = waiting;
    if (wait != null) {
      LockSupport.unpark(wait.runner());
    }
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
          endTurn();
        }
        if (!batch.requests().isEmpty()) {
          watchForChange();
          return true;
        }
      }
      if (stopping && !hasLeft()) {
        return false;
      }
      idleRunners.parkUnless(runner, hasWork, restsUntilNs);
    }
  }

  private void endTurn() {
    formerHolds = former.size() > 0;
    nextChangeNs = former.nextChangeNs();
    turn.giveUp();
    if (hasLeft()) {
      idleRunners.wakeOne();
    }
  }

  /** Whoever is about to rest takes care itself; who is not needs another one for that. */
  private void watchForChange() {
    if (nextChangeNs != QueueRules.NEVER) {
      idleRunners.watch(nextChangeNs);
    }
  }

  private boolean hasLeft() {
    return formerHolds || !inbox.isEmpty() || former.hasNews();
  }

  private void form(NextBatch batch) {
    while (true) {
      moveArrivals();
      Decision decision = former.decide(clock.nanoTime());
      if (decision instanceof Decision.Run run) {
        take(run.requests(), batch);
        return;
      }
      if (!(decision instanceof Decision.Wait wait)) {
        return;
      }
      if (closed) {
        take(former.size(), batch);
        return;
      }
      await(wait);
    }
  }

  private void take(int requests, NextBatch batch) {
    former.take(requests, batch.requests());
    batch.place(order == null ? null : order.issue());
  }

  private void moveArrivals() {
    while (hasRoom()) {
      PendingRequest request = inbox.poll();
      if (request == null) {
        return;
      }
      movedRows += request.rows();
      former.add(request);
    }
  }

  /**
   * Where the former is full, at least half of it was given up, since no more are let in: to look
   * for them that late costs each of them little, and the inbox is emptied whenever somebody looks.
   */
  private boolean hasRoom() {
    if (former.held() >= mostHeld) {
      former.dropGivenUp(clock.nanoTime());
    }
    return former.held() < mostHeld;
  }

  private void await(Decision.Wait wait) {
    long untilRows = movedRows + wait.rowsMissing();
    waiting = new BatchWait(Thread.currentThread(), untilRows, wait);
    try {
      long leftNs = wait.untilNs() - clock.nanoTime();
      // Whoever comes from here on sees that somebody waits; those before are seen here.
      if (leftNs > 0 && hasNothingNew() && arrivedRows.get() < untilRows) {
        LockSupport.parkNanos(this, leftNs);
      }
    } finally {
      waiting = null;
    }
  }

  private boolean hasNothingNew() {
    return !closed && inbox.isEmpty() && !former.hasNews();
  }

  /** Who waits for what, and how many rows have come by then. */
  private record BatchWait(Thread runner, long untilRows, Decision.Wait what) {}
}
