package dev.tandem.engine.schedule;

import dev.tandem.engine.api.InferCall;
import dev.tandem.engine.api.InferRequest;
import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ResponseSink;
import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.backend.BackendInstance;
import dev.tandem.engine.stats.ModelCounters;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.ManyToManyConcurrentArrayQueue;
import org.agrona.concurrent.NanoClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bounded inbox of one model version and its runner threads, one for each instance. Any thread
 * offers; a runner takes a request out and runs it; runners without work are parked.
 */
public final class ModelScheduler {
  private static final Logger logger = LoggerFactory.getLogger(ModelScheduler.class);

  /** What a runner without a request gets to close its instance, whatever the time left. */
  private static final long RUNNER_END_NS = TimeUnit.SECONDS.toNanos(5);

  private final String label;
  private final ModelCounters counters;
  private final NanoClock clock;
  private final ManyToManyConcurrentArrayQueue<PendingRequest> inbox;
  private final InFlight inFlight = new InFlight();
  private final Thread[] threads;
  private final IdleRunners idleRunners;
  private volatile boolean stopping;

  /**
   * Takes the instances over; they are closed by their runners. Nothing runs before {@link #start}.
   */
  public ModelScheduler(
      String label,
      int inboxCapacity,
      List<BackendInstance> instances,
      ExecutionPlan plan,
      ModelCounters counters,
      NanoClock clock) {
    if (instances.isEmpty() || instances.size() > IdleRunners.MAX_RUNNERS) {
      throw new ServingException(
          Reason.UNSUPPORTED,
          label
              + ": instances: "
              + instances.size()
              + " (expected: 1 to "
              + IdleRunners.MAX_RUNNERS
              + ")");
    }
    this.label = label;
    this.counters = counters;
    this.clock = clock;
    inbox = new ManyToManyConcurrentArrayQueue<>(inboxCapacity);
    threads = new Thread[instances.size()];
    idleRunners = new IdleRunners(threads);
    for (int i = 0; i < threads.length; i++) {
      Execution execution = new Execution(instances.get(i), plan, counters, clock);
      int number = i;
      threads[i] = new Thread(() -> runLoop(number, execution), "model-" + label + "-" + i);
      threads[i].setDaemon(true);
    }
  }

  public void start() {
    for (Thread thread : threads) {
      thread.start();
    }
  }

  /** Answers {@code request} through {@code sink}, at once where it is refused; never blocks. */
  public InferCall submit(InferRequest request, ResponseSink sink) {
    long arrivedNs = clock.nanoTime();
    PendingRequest pending;
    try {
      pending = new PendingRequest(request, sink, RequestRules.rows(request), arrivedNs);
    } catch (RuntimeException | Error e) {
      PendingRequest.refuse(request, sink, failure(request, e));
      return InferCall.ANSWERED;
    }
    if (!inFlight.enter()) {
      PendingRequest.refuse(request, sink, stopped());
      return InferCall.ANSWERED;
    }
    counters.taken();
    if (!inbox.offer(pending)) {
      counters.leftQueue();
      pending.fail(new ServingException(Reason.QUEUE_FULL, "Exceeds maximum queue size"));
      inFlight.leave();
      return InferCall.ANSWERED;
    }
    idleRunners.wakeOne();
    return InferCall.ANSWERED;
  }

  /** Refuses new requests from here on; those inside are answered. */
  public void refuseNew() {
    inFlight.close();
  }

  /**
   * Waits until all requests are answered, then ends the runners, which close their instances;
   * false where the time ran out first. May be called again after that.
   */
  public boolean stop(long timeoutNs) {
    refuseNew();
    try {
      if (!inFlight.awaitDrained(timeoutNs)) {
        return false;
      }
      stopping = true;
      idleRunners.wakeAll();
      long deadlineNs = clock.nanoTime() + RUNNER_END_NS;
      for (Thread thread : threads) {
        TimeUnit.NANOSECONDS.timedJoin(thread, Math.max(1, deadlineNs - clock.nanoTime()));
        if (thread.isAlive()) {
          return false;
        }
      }
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void runLoop(int number, Execution execution) {
    try (execution) {
      while (true) {
        PendingRequest next = inbox.poll();
        if (next != null) {
          run(execution, next);
        } else if (stopping) {
          return;
        } else {
          idleRunners.parkUnless(number, () -> stopping || !inbox.isEmpty());
        }
      }
    } catch (RuntimeException e) {
      logger.error("{}: runner {} could not close its instance", label, number, e);
    }
  }

  private void run(Execution execution, PendingRequest next) {
    counters.leftQueue();
    try {
      execution.run(next);
      if (!next.isAnswered()) {
        fail(
            next,
            new ServingException(
                Reason.INTERNAL, label + ": the model ended without a last answer"));
      }
    } catch (RuntimeException | Error e) {
      fail(next, failure(next.request(), e));
    } finally {
      inFlight.leave();
    }
  }

  private void fail(PendingRequest pending, ServingException failure) {
    if (!pending.isAnswered()) {
      counters.failed(
          PendingRequest.kindOf(failure.reason()), pending.arrivedNs(), clock.nanoTime());
    }
    pending.fail(failure);
  }

  private ServingException failure(InferRequest request, Throwable thrown) {
    if (thrown instanceof ServingException failure) {
      return failure;
    }
    if (thrown instanceof OutOfMemoryError) {
      return new ServingException(
          Reason.OUT_OF_MEMORY, "out of memory: " + thrown.getMessage(), thrown);
    }
    logger.error("{}: request '{}' failed", label, request.id(), thrown);
    return new ServingException(Reason.INTERNAL, "internal error: " + thrown, thrown);
  }

  private static ServingException stopped() {
    return new ServingException(
        Reason.STOPPING,
        "Server is stopping, scheduler for model has stopped accepting new inference requests");
  }
}
