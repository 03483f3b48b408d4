package dev.tandem.engine.schedule;

import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.model.TfServingBatching;
import dev.tandem.engine.stats.ModelCounters;
import dev.tandem.engine.stats.PhaseTimes;
import dev.tandem.engine.tensor.ByteBudget;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.agrona.concurrent.NanoClock;
import org.jspecify.annotations.Nullable;

/**
 * Lets requests into one model up to its bounds, and counts them until they leave; for any thread.
 */
final class Admission {
  private final InboxLimits limits;
  private final QueueRules rules;
  private final @Nullable TfServingBatching tfServing;
  private final ByteBudget budget;
  private final ModelCounters counters;
  private final NanoClock clock;
  private final InFlight inFlight = new InFlight();
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicLong waitingBytes = new AtomicLong();
  private final AtomicLong waitingRows = new AtomicLong();
  private final Map<Long, Long> waitingByLevel = new ConcurrentHashMap<>();

  Admission(
      InboxLimits limits,
      BatchPolicy policy,
      ByteBudget budget,
      ModelCounters counters,
      NanoClock clock) {
    this.limits = limits;
    this.rules = policy.queue();
    this.tfServing = policy.tfServing().orElse(null);
    this.budget = budget;
    this.counters = counters;
    this.clock = clock;
  }

  InFlight inFlight() {
    return inFlight;
  }

  /**
   * Lets {@code request} in, which leaves through {@link #leftQueue} and {@link #left}, or throws
   * {@link ServingException} with nothing counted.
   */
  void enter(PendingRequest request) {
    if (!inFlight.enter()) {
      throw InFlight.stopping();
    }
    try {
      reserve(request);
    } catch (RuntimeException e) {
      inFlight.leave();
      throw e;
    }
    counters.taken();
  }

  private void reserve(PendingRequest request) {
    long bytes = request.bytes();
    if (!budget.tryReserve(bytes)) {
      throw full(
          "Exceeds the server's limit of " + budget.capacity() + " bytes of requests in flight");
    }
    int requests = waiting.incrementAndGet();
    long allBytes = waitingBytes.addAndGet(bytes);
    long maxOfLevel = rules.policyOf(request.level()).maxQueueSize();
    try {
      if (requests > limits.requests()) {
        throw full("Exceeds maximum queue size");
      }
      if (allBytes > limits.bytes() && requests > 1) {
        throw full("Exceeds the queue's limit of " + limits.bytes() + " bytes");
      }
      if (maxOfLevel > 0 && waitingByLevel.merge(request.level(), 1L, Long::sum) > maxOfLevel) {
        leaveLevel(request);
        throw full("Exceeds maximum queue size");
      }
      // The last one, which takes back what it counted itself; its policy knows no levels.
      if (tfServing != null) {
        reserveRows(request.rows(), tfServing);
      }
    } catch (RuntimeException e) {
      waiting.decrementAndGet();
      waitingBytes.addAndGet(-bytes);
      budget.release(bytes);
      throw e;
    }
  }

  private void leaveLevel(PendingRequest request) {
    waitingByLevel.computeIfPresent(
        request.level(), (level, count) -> count == 1 ? null : count - 1);
  }

  /** Counts batches as full ones, whatever the requests that wait will make of them. */
  private void reserveRows(int rows, TfServingBatching batching) {
    long before = waitingRows.getAndAdd(rows);
    if (before > 0 && before + rows > batching.maxEnqueuedRows()) {
      waitingRows.addAndGet(-rows);
      throw full(FullQueueText.of(rows, before, batching));
    }
  }

  /**
   * Refuses a request that is to run in parts where it finds no room for all of them, since parts
   * that are let in would run for nobody.
   */
  void requireRoom(int rows, TfServingBatching batching) {
    long before = waitingRows.get();
    if (before + rows > batching.maxEnqueuedRows()) {
      throw full(FullQueueText.of(rows, before, batching));
    }
  }

  /** {@code request} waits no more. */
  void leftQueue(PendingRequest request) {
    counters.leftQueue();
    waiting.decrementAndGet();
    waitingBytes.addAndGet(-request.bytes());
    if (rules.policyOf(request.level()).maxQueueSize() != 0) {
      leaveLevel(request);
    }
    if (tfServing != null) {
      waitingRows.addAndGet(-request.rows());
    }
  }

  /** {@code request} is answered, and nobody reads its inputs any more. */
  void left(PendingRequest request) {
    budget.release(request.bytes());
    inFlight.leave();
  }

  void succeeded(PendingRequest request, PhaseTimes times) {
    long arrivedNs = request.arrivedNs();
    counters.succeeded(request.rows(), arrivedNs, arrivedNs, times, times.endNs());
  }

  void failed(PendingRequest request, Reason reason) {
    counters.failed(FailureKinds.of(reason), request.arrivedNs(), clock.nanoTime());
  }

  private static ServingException full(String message) {
    return new ServingException(Reason.QUEUE_FULL, message);
  }
}
