package dev.tandem.engine.schedule;

import dev.tandem.engine.stats.ModelCounters;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.ManyToManyConcurrentArrayQueue;

/**
 * Forms batches of requests of different sequences, one of each at most. Whoever finishes a batch
 * leaves word here; all else belongs to whoever has the turn.
 */
final class SequenceFormer implements Former {
  private final SequenceBook book;
  private final BatchFormer former;
  private final ModelCounters counters;

  /** Requests that may run, on their way to the former. */
  private final List<PendingRequest> ready = new ArrayList<>();

  private final ManyToManyConcurrentArrayQueue<PendingRequest> finished;
  private final CountDownLatch noneOpen = new CountDownLatch(1);

  /** As many as are open, or more until somebody decides. */
  private volatile int openSequences;

  private volatile boolean endsSoon;
  private volatile boolean closeAsked;
  private volatile boolean closed;
  private long nowNs;

  /**
   * @param mostRunning requests that may be answered before anybody has the turn again
   */
  SequenceFormer(
      SequenceLimits limits,
      BatchPolicy policy,
      JoinRule joinRule,
      ModelCounters counters,
      int mostRunning) {
    this.counters = counters;
    book = new SequenceBook(limits, ready::add);
    former = new BatchFormer(policy, joinRule, request -> book.finished(request, nowNs));
    finished = new ManyToManyConcurrentArrayQueue<>(Math.max(2, mostRunning));
  }

  @Override
  public void add(PendingRequest request) {
    nowNs = Math.max(nowNs, request.arrivedNs());
    if (request.place().start()) {
      // Said before it is asked whether the end is near; whoever wants the end does both the other
      // way round, so that one of the two sees the other.
      openSequences = book.openSequences() + 1;
    }
    if (endsSoon) {
      book.refuseNew();
    }
    book.arrive(request, nowNs);
    passOn();
  }

  /** Those that were given up in the meantime make way for the next of their sequences. */
  private void passOn() {
    for (int i = 0; i < ready.size(); i++) {
      former.add(ready.get(i));
    }
    ready.clear();
  }

  @Override
  public int size() {
    return former.size();
  }

  @Override
  public int held() {
    return former.size() + book.waiting();
  }

  @Override
  public void dropGivenUp(long now) {
    nowNs = Math.max(nowNs, now);
    book.sweep(nowNs);
    passOn();
    former.dropGivenUp(nowNs);
    passOn();
  }

  @Override
  public Decision decide(long now) {
    nowNs = Math.max(nowNs, now);
    takeNews();
    book.expire(nowNs);
    passOn();
    Decision decision = former.decide(nowNs);
    while (!ready.isEmpty()) {
      passOn();
      decision = former.decide(nowNs);
    }
    openSequences = book.openSequences();
    counters.openSequences(openSequences);
    if (endsSoon && openSequences == 0) {
      noneOpen.countDown();
    }
    return decision instanceof Decision.Wait wait
        ? wait.noLaterThan(book.nextExpiryNs())
        : decision;
  }

  private void takeNews() {
    for (PendingRequest done = finished.poll(); done != null; done = finished.poll()) {
      book.finished(done, nowNs);
    }
    if (closeAsked && !closed) {
      book.close();
      closed = true;
    }
  }

  @Override
  public void take(int requests, List<PendingRequest> into) {
    former.take(requests, into);
  }

  @Override
  public boolean canJoin(PendingRequest first, PendingRequest next) {
    return former.canJoin(first, next);
  }

  @Override
  public void finished(List<PendingRequest> batch) {
    for (PendingRequest request : batch) {
      if (!finished.offer(request)) {
        throw new IllegalStateException("sequences: more answered requests than ran");
      }
    }
  }

  @Override
  public boolean hasNews() {
    return !finished.isEmpty() || (closeAsked && !closed);
  }

  @Override
  public long nextChangeNs() {
    return book.nextExpiryNs();
  }

  @Override
  public void close() {
    closeAsked = true;
  }

  /** Lets no sequence begin any more, and waits until those that are open have ended. */
  boolean awaitEnd(long timeoutNs) throws InterruptedException {
    endsSoon = true;
    return openSequences == 0 || noneOpen.await(timeoutNs, TimeUnit.NANOSECONDS);
  }

  @Override
  public void dispose() {
    book.dispose();
    counters.openSequences(0);
  }
}
