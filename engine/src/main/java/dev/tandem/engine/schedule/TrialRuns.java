package dev.tandem.engine.schedule;

import dev.tandem.engine.api.InferCall;
import dev.tandem.engine.api.InferRequest;
import dev.tandem.engine.api.InferResponse;
import dev.tandem.engine.api.ResponseSink;
import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.backend.BackendInstance;
import dev.tandem.engine.model.ModelConfig;
import dev.tandem.engine.stats.ModelCounters;
import dev.tandem.engine.tensor.ByteBudget;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.agrona.concurrent.NanoClock;
import org.jspecify.annotations.Nullable;

/**
 * Runs requests on the instances of a model whose runners have not started yet: past the queue, on
 * the calling thread, as the runners will run them.
 */
public final class TrialRuns {
  private static final BatchPolicy NO_POLICY = BatchPolicy.of(ModelConfig.EMPTY);

  private final List<BatchRun> runs = new ArrayList<>();
  private final Admission admission;
  private final NanoClock clock;

  /**
   * @param counters what runs are counted in
   */
  public TrialRuns(
      String label,
      List<BackendInstance> instances,
      ExecutionPlan plan,
      ModelCounters counters,
      NanoClock clock) {
    this.clock = clock;
    InboxLimits noLimits = new InboxLimits(Integer.MAX_VALUE, Long.MAX_VALUE);
    admission = new Admission(noLimits, NO_POLICY, new ByteBudget(Long.MAX_VALUE), counters, clock);
    for (BackendInstance instance : instances) {
      runs.add(new BatchRun(label, instance, plan, counters, clock));
    }
  }

  /**
   * Runs a batch of {@code copies} of {@code request} once on each instance, and throws the first
   * failure. The request is not released: the caller may run it again.
   *
   * @param begun told of every copy before it runs, to give it up from another thread
   */
  public void run(InferRequest request, int copies, Consumer<InferCall> begun) {
    InferRequest borrowed =
        new InferRequest(
            request.model(),
            request.id(),
            request.inputs(),
            request.outputs(),
            request.options(),
            InferRequest.NOTHING_TO_RELEASE);
    CheckedInputs inputs = RequestRules.check(borrowed);
    for (BatchRun run : runs) {
      Outcome outcome = new Outcome();
      List<PendingRequest> batch = new ArrayList<>(copies);
      for (int i = 0; i < copies; i++) {
        PendingRequest pending =
            new PendingRequest(
                borrowed, outcome, inputs, NO_POLICY.queue(), admission, clock.nanoTime());
        admission.enter(pending);
        begun.accept(pending);
        batch.add(pending);
      }
      run.run(batch, null);
      outcome.throwFailure();
    }
  }

  /** What became of the requests of one batch. */
  private static final class Outcome implements ResponseSink {
    private volatile @Nullable ServingException failure;

    @Override
    public void onResponse(InferResponse response, boolean last) {
      response.close();
    }

    @Override
    public void onFailure(ServingException thrown) {
      failure = thrown;
    }

    void throwFailure() {
      ServingException thrown = failure;
      if (thrown != null) {
        throw thrown;
      }
    }
  }
}
