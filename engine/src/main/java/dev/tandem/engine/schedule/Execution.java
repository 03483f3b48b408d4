package dev.tandem.engine.schedule;

import dev.tandem.engine.api.InferRequest;
import dev.tandem.engine.api.InferResponse;
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

/** Runs requests on one instance. Owned by that instance's runner thread. */
final class Execution implements AutoCloseable {
  private final BackendInstance instance;
  private final ExecutionPlan plan;
  private final ModelCounters counters;
  private final NanoClock clock;
  private final List<Lease> gathered = new ArrayList<>();

  Execution(BackendInstance instance, ExecutionPlan plan, ModelCounters counters, NanoClock clock) {
    this.instance = instance;
    this.plan = plan;
    this.counters = counters;
    this.clock = clock;
  }

  /** Answers {@code pending}, or throws before its last answer. */
  void run(PendingRequest pending) {
    InferRequest request = pending.request();
    long startNs = clock.nanoTime();
    try {
      List<Tensor> inputs = plan.gather(request, gathered);
      long inferNs = clock.nanoTime();
      List<String> outputs = request.outputs().isEmpty() ? plan.outputNames() : request.outputs();
      instance.execute(
          inputs, outputs, (result, last) -> deliver(pending, result, last, startNs, inferNs));
    } finally {
      CloseHelper.closeAll(gathered);
      gathered.clear();
    }
  }

  private void deliver(
      PendingRequest pending, BackendResult result, boolean last, long startNs, long inferNs) {
    long outputNs = clock.nanoTime();
    InferResponse response;
    try {
      response =
          new InferResponse(
              pending.request().model(),
              pending.request().id(),
              plan.scatter(pending.request(), result.outputs()),
              result.leases());
    } catch (RuntimeException | Error e) {
      result.close();
      throw e;
    }
    if (last && !pending.isAnswered()) {
      pending.release();
      long endNs = clock.nanoTime();
      PhaseTimes times = new PhaseTimes(startNs, inferNs, outputNs, endNs);
      counters.executed(pending.rows(), times, System.currentTimeMillis());
      counters.succeeded(pending.rows(), pending.arrivedNs(), pending.arrivedNs(), times, endNs);
    }
    pending.respond(response, last);
  }

  /** Closes the instance. */
  @Override
  public void close() throws ServingException {
    instance.close();
  }
}
