package dev.tandem.engine.schedule;

import dev.tandem.engine.api.InferCall;
import dev.tandem.engine.api.InferRequest;
import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ResponseSink;
import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.backend.BackendInstance;
import dev.tandem.engine.model.TfServingBatching;
import dev.tandem.engine.resource.ResourcePool.Pass;
import dev.tandem.engine.stats.ModelCounters;
import dev.tandem.engine.tensor.ByteBudget;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.NanoClock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the requests of one model version, joined into batches as its policy says, on one runner
 * thread for each instance. Any thread submits.
 */
public final class ModelScheduler implements Scheduler {
  private static final Logger logger = LoggerFactory.getLogger(ModelScheduler.class);

  /** What a runner without a request gets to close its instance, whatever the time left. */
  private static final long RUNNER_END_NS = TimeUnit.SECONDS.toNanos(5);

  public static final int MAX_RUNNERS = IdleRunners.MAX_RUNNERS;

  private final String label;
  private final BatchPolicy policy;
  private final @Nullable TfServingBatching tfServing;
  private final NanoClock clock;
  private final Admission admission;
  private final @Nullable AnswerOrder order;
  private final @Nullable SequenceRules sequenceRules;
  private final Former former;
  private final BatchSource source;
  private final Thread[] threads;
  private final List<Pass> passes;

  /**
   * What a scheduler works with.
   *
   * @param budget the bytes that requests of the whole server may hold
   */
  public record Parts(
      BatchPolicy policy,
      InboxLimits limits,
      ExecutionPlan plan,
      ByteBudget budget,
      ModelCounters counters,
      NanoClock clock) {}

  /**
   * Takes the instances over; they are closed by their runners. Nothing runs before {@link #start}.
   */
  public ModelScheduler(String label, List<BackendInstance> instances, Parts parts) {
    this(label, instances, parts, List.of());
  }

  /**
   * @param passes what each instance needs to run, which are closed with it; none where nothing
   *     limits them
   */
  public ModelScheduler(
      String label, List<BackendInstance> instances, Parts parts, List<Pass> passes) {
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
    this.passes = List.copyOf(passes);
    policy = parts.policy();
    tfServing = policy.tfServing().orElse(null);
    clock = parts.clock();
    admission =
        new Admission(parts.limits(), policy, parts.budget(), parts.counters(), parts.clock());
    order = policy.ordered() ? new AnswerOrder() : null;
    threads = new Thread[instances.size()];
    sequenceRules = parts.plan().sequenceRules();
    former = parts.plan().former(policy, parts.counters(), instances.size());
    source = new BatchSource(parts.limits().requests(), former, order, threads, clock);
    for (int i = 0; i < threads.length; i++) {
      BatchRun run = new BatchRun(label, instances.get(i), parts.plan(), parts.counters(), clock);
      int number = i;
      threads[i] = new Thread(() -> runLoop(number, run), "model-" + label + "-" + i);
      threads[i].setDaemon(true);
    }
  }

  @Override
  public void start() {
    for (Thread thread : threads) {
      thread.start();
    }
  }

  @Override
  public InferCall submit(InferRequest request, ResponseSink sink) {
    try {
      if (tfServing != null && request.model().isGraphView()) {
        TfBatchRules.check(request, tfServing);
      }
      if (sequenceRules != null) {
        return submitPlaced(sequenceRules.placed(request), sink, sequenceRules);
      }
      CheckedInputs checked = RequestRules.check(request);
      if (tfServing != null
          && tfServing.splitsLargeRequests()
          && checked.rows() > tfServing.maxExecutionRows()) {
        admission.requireRoom(checked.rows(), tfServing);
        return new LargeRequest(request, sink, checked.rows(), tfServing.maxExecutionRows())
            .submitTo(this::submit);
      }
      return admit(
          new PendingRequest(request, sink, checked, policy.queue(), admission, clock.nanoTime()));
    } catch (ServingException e) {
      Callers.refuse(request, sink, e);
    } catch (RuntimeException | Error e) {
      logger.error("{}: request '{}' failed", label, request.id(), e);
      Callers.refuse(
          request, sink, new ServingException(Reason.INTERNAL, "internal error: " + e, e));
    }
    return InferCall.ANSWERED;
  }

  private InferCall submitPlaced(InferRequest request, ResponseSink sink, SequenceRules rules) {
    rules.checkId(request);
    CheckedInputs checked = RequestRules.check(request);
    SequenceRules.check(request, checked.rows());
    return admit(
        new PendingRequest(request, sink, checked, policy.queue(), admission, clock.nanoTime()));
  }

  private InferCall admit(PendingRequest pending) {
    admission.enter(pending);
    if (!source.offer(pending)) {
      pending.failWaiting(Reason.QUEUE_FULL, "Exceeds maximum queue size");
    }
    return pending;
  }

  @Override
  public long requestsInside() {
    return admission.inFlight().count();
  }

  @Override
  public long requestsTaken() {
    return admission.inFlight().entered();
  }

  @Override
  public boolean endSequences(long timeoutNs) {
    try {
      return !(former instanceof SequenceFormer sequences) || sequences.awaitEnd(timeoutNs);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public void refuseNew() {
    admission.inFlight().close();
    source.close();
  }

  /** Ends the runners, which close their instances, also where they never started. */
  @Override
  public boolean stop(long timeoutNs) {
    refuseNew();
    try {
      if (!admission.inFlight().awaitDrained(timeoutNs)) {
        return false;
      }
      passes.forEach(Pass::close);
      source.stop();
      long deadlineNs = clock.nanoTime() + RUNNER_END_NS;
      for (Thread thread : threads) {
        if (thread.getState() == Thread.State.NEW) {
          thread.start();
        }
        TimeUnit.NANOSECONDS.timedJoin(thread, Math.max(1, deadlineNs - clock.nanoTime()));
        if (thread.isAlive()) {
          return false;
        }
      }
      source.dispose();
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void runLoop(int number, BatchRun run) {
    NextBatch batch = new NextBatch();
    Pass pass = passes.isEmpty() ? null : passes.get(number);
    try {
      while (source.next(number, batch)) {
        try {
          runOne(batch, run, pass);
        } catch (RuntimeException | Error e) {
          logger.error("{}: runner {} could not end a batch, and goes on", label, number, e);
        }
      }
    } finally {
      close(number, run);
    }
  }

  private void close(int number, BatchRun run) {
    try {
      run.close();
    } catch (RuntimeException e) {
      logger.error("{}: runner {} could not close its instance", label, number, e);
    }
  }

  private void runOne(NextBatch batch, BatchRun run, @Nullable Pass pass) {
    try {
      if (pass != null) {
        pass.acquire();
        failLate(batch);
      }
      run.run(batch.requests(), batch.place());
    } finally {
      if (pass != null) {
        pass.release();
      }
      try {
        source.finished(batch.requests());
      } finally {
        complete(batch);
      }
    }
  }

  /** The wait for resources may have been long. */
  private void failLate(NextBatch batch) {
    long nowNs = clock.nanoTime();
    for (PendingRequest request : batch.requests()) {
      policy.queue().failLate(request, nowNs);
    }
  }

  private void complete(NextBatch batch) {
    batch.requests().clear();
    AnswerOrder.Ticket place = batch.place();
    if (order != null && place != null) {
      order.complete(place);
    }
  }
}
