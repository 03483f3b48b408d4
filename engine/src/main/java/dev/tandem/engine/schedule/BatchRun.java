package dev.tandem.engine.schedule;

import dev.tandem.engine.api.InferRequest;
import dev.tandem.engine.api.InferResponse;
import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.backend.BackendInstance;
import dev.tandem.engine.backend.BackendResult;
import dev.tandem.engine.stats.ModelCounters;
import dev.tandem.engine.stats.PhaseTimes;
import dev.tandem.engine.tensor.Lease;
import dev.tandem.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.agrona.CloseHelper;
import org.agrona.concurrent.NanoClock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one batch after the other on one instance. Belongs to that instance's runner thread, but for
 * {@link #abandon}, which any thread calls, and what it needs, which is under this object's lock.
 */
final class BatchRun implements BackendInstance.ResultSink, AutoCloseable {
  private static final Logger logger = LoggerFactory.getLogger(BatchRun.class);

  private final String label;
  private final BackendInstance instance;
  private final ExecutionPlan plan;
  private final ModelCounters counters;
  private final NanoClock clock;
  private final AnswerTimes answers;

  private final List<PendingRequest> batch = new ArrayList<>();
  private final List<Lease> gathered = new ArrayList<>();
  private AnswerOrder.@Nullable Ticket ticket;
  private int rows;
  private long startNs;
  private long inferNs;
  private boolean settled;

  private long number;
  private int wanted;
  private boolean executing;

  BatchRun(
      String label,
      BackendInstance instance,
      ExecutionPlan plan,
      ModelCounters counters,
      NanoClock clock) {
    this.label = label;
    this.instance = instance;
    this.plan = plan;
    this.counters = counters;
    this.clock = clock;
    this.answers = new AnswerTimes(counters, clock);
  }

  /**
   * Answers all of {@code requests} that still wait; with {@code place}, the answers are left there
   * for whoever completes it.
   */
  void run(List<PendingRequest> requests, AnswerOrder.@Nullable Ticket place) {
    ticket = place;
    settled = false;
    rows = 0;
    answers.reset();
    long current = nextNumber();
    for (PendingRequest request : requests) {
      if (request.begin(this, current)) {
        batch.add(request);
        rows += request.rows();
      }
    }
    try {
      if (beginExecution(batch.size())) {
        execute();
      }
      if (!settled) {
        failAll(
            new ServingException(
                Reason.INTERNAL, label + ": the model ended without a last answer"));
      }
    } catch (RuntimeException | Error e) {
      failAll(failure(e));
    } finally {
      CloseHelper.closeAll(gathered);
      gathered.clear();
      batch.clear();
    }
  }

  private void execute() {
    startNs = clock.nanoTime();
    try {
      List<Tensor> inputs = plan.gather(batch, rows, gathered);
      inferNs = clock.nanoTime();
      answers.begin(batch.get(0).request().model().config().isDecoupled(), inferNs);
      instance.execute(inputs, plan.wantedOutputs(batch), this);
    } finally {
      endExecution();
    }
  }

  @Override
  public void onResult(BackendResult result, boolean last) {
    long outputNs = clock.nanoTime();
    if (settled) {
      result.close();
      logger.error("{}: an answer after the last one, dropped", label);
    } else if (last) {
      succeed(responses(result), outputNs);
    } else if (batch.size() > 1) {
      result.close();
      throw new ServingException(
          Reason.INTERNAL, label + ": one of many answers for a batch (expected: for one request)");
    } else {
      InferResponse response = responses(result).get(0);
      answers.answered(false, outputNs);
      batch.get(0).respond(response);
    }
  }

  /** States are kept last, when nothing can fail any more that would leave them as they were. */
  private List<InferResponse> responses(BackendResult result) {
    try {
      List<Tensor> seen = plan.seen(result.outputs());
      if (batch.size() == 1) {
        PendingRequest only = batch.get(0);
        List<Tensor> outputs = plan.outputsOfOne(only, rows, seen);
        plan.keepStates(batch, result);
        return List.of(response(only, outputs, result.leases()));
      }
      List<List<Tensor>> outputs = plan.scatter(batch, rows, seen);
      plan.keepStates(batch, result);
      List<InferResponse> responses = new ArrayList<>(batch.size());
      for (int i = 0; i < batch.size(); i++) {
        result.leases().forEach(Lease::share);
        responses.add(response(batch.get(i), outputs.get(i), result.leases()));
      }
      result.close();
      return responses;
    } catch (RuntimeException | Error e) {
      result.close();
      throw e;
    }
  }

  private static InferResponse response(
      PendingRequest pending, List<Tensor> outputs, List<Lease> leases) {
    InferRequest request = pending.request();
    return new InferResponse(request.model(), request.id(), outputs, leases);
  }

  private void succeed(List<InferResponse> responses, long outputNs) {
    settled = true;
    PhaseTimes times = new PhaseTimes(startNs, inferNs, outputNs, clock.nanoTime());
    counters.executed(rows, times, System.currentTimeMillis());
    answers.answered(responses.get(0).outputs().isEmpty(), outputNs);
    for (int i = 0; i < responses.size(); i++) {
      PendingRequest request = batch.get(i);
      InferResponse response = responses.get(i);
      if (ticket == null) {
        request.succeed(response, times);
      } else {
        ticket.add(() -> request.succeed(response, times));
      }
    }
  }

  private void failAll(ServingException failure) {
    if (settled) {
      logger.error("{}: failed after its last answer", label, failure);
      return;
    }
    settled = true;
    answers.failed(failure.reason());
    for (PendingRequest request : batch) {
      if (ticket == null) {
        request.fail(failure);
      } else {
        ticket.add(() -> request.fail(failure));
      }
    }
  }

  private ServingException failure(Throwable thrown) {
    if (thrown instanceof ServingException failure) {
      return failure;
    }
    if (thrown instanceof OutOfMemoryError) {
      return new ServingException(
          Reason.OUT_OF_MEMORY, "out of memory: " + thrown.getMessage(), thrown);
    }
    logger.error("{}: a batch of {} requests failed", label, batch.size(), thrown);
    return new ServingException(Reason.INTERNAL, "internal error: " + thrown, thrown);
  }

  private synchronized long nextNumber() {
    wanted = 0;
    return ++number;
  }

  /** Counts the callers; false where none of them is left. */
  private synchronized boolean beginExecution(int callers) {
    wanted += callers;
    executing = wanted > 0;
    return executing;
  }

  private synchronized void endExecution() {
    executing = false;
  }

  /** One caller of batch {@code abandoned} has gone; the last one ends the run. */
  synchronized void abandon(long abandoned) {
    if (abandoned == number) {
      wanted--;
      if (executing && wanted == 0) {
        instance.terminate();
      }
    }
  }

  /** Closes the instance. */
  @Override
  public void close() throws ServingException {
    instance.close();
  }
}
