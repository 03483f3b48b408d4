package dev.tandem.engine.schedule;

import dev.tandem.engine.api.InferRequest;
import dev.tandem.engine.api.RequestOptions;
import dev.tandem.engine.api.ServedModel;
import dev.tandem.engine.model.DynamicBatching;
import dev.tandem.engine.model.ModelConfig;
import dev.tandem.engine.model.ModelInput;
import dev.tandem.engine.model.ModelOutput;
import dev.tandem.engine.model.QueuePolicy;
import dev.tandem.engine.model.QueuePolicy.TimeoutAction;
import dev.tandem.engine.stats.ModelCounters;
import dev.tandem.engine.tensor.ByteBudget;
import dev.tandem.engine.tensor.DataType;
import dev.tandem.engine.tensor.NativePool;
import dev.tandem.engine.tensor.Shape;
import dev.tandem.engine.tensor.Tensor;
import dev.tandem.engine.testkit.FakeInstance;
import dev.tandem.engine.testkit.ManualClock;
import dev.tandem.engine.testkit.RecordingSink;
import dev.tandem.engine.testkit.SampleModel;
import dev.tandem.engine.testkit.Tensors;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A batch former with a clock, and one runner without a thread that answers what it forms. */
final class FormerRig {
  /** Batches of at most 8 of requests with rows of any length. */
  static final ModelConfig CONFIG =
      ModelConfig.EMPTY
          .withName("m")
          .withMaxBatchSize(8)
          .withInputs(List.of(ModelInput.of("X", DataType.INT8, Shape.of(-1))))
          .withOutputs(List.of(ModelOutput.of("Y", DataType.INT8, Shape.of(-1))));

  final ManualClock clock = new ManualClock();
  final NativePool pool = new NativePool(1 << 20);
  final ByteBudget budget = new ByteBudget(Long.MAX_VALUE);
  final BatchPolicy policy;
  final BatchFormer former;
  final Map<String, Waiting> requests = new LinkedHashMap<>();
  private final ServedModel model;
  private final Admission admission;
  private final BatchRun run;

  /** One request, and the caller who waits for it. */
  record Waiting(String name, PendingRequest request, RecordingSink sink) {}

  FormerRig(DynamicBatching batching) {
    this(CONFIG.withScheduling(batching));
  }

  FormerRig(ModelConfig config) {
    policy = BatchPolicy.of(config);
    model = SampleModel.of(config);
    ModelCounters counters = new ModelCounters(8, 0);
    admission = new Admission(new InboxLimits(100_000, 1L << 40), policy, budget, counters, clock);
    former = new BatchFormer(policy, new JoinRule(InputSlot.of(config), policy));
    run =
        new BatchRun(
            "m-1",
            new FakeInstance(FakeInstance.echo(pool)),
            new ExecutionPlan(config, policy, pool),
            counters,
            clock);
  }

  static DynamicBatching batching(long delayMicros, Integer... preferred) {
    return new DynamicBatching(
        List.of(preferred), delayMicros, false, 0, 0, Optional.empty(), Map.of());
  }

  static QueuePolicy policy(TimeoutAction action, long timeoutMicros) {
    return new QueuePolicy(action, timeoutMicros, true, 0);
  }

  static RequestOptions priority(long priority) {
    return new RequestOptions(priority, 0, RequestOptions.NO_DEADLINE, Map.of());
  }

  static RequestOptions timeoutMicros(long timeoutMicros) {
    return new RequestOptions(0, timeoutMicros, RequestOptions.NO_DEADLINE, Map.of());
  }

  static RequestOptions deadlineNs(long deadlineNs) {
    return new RequestOptions(0, 0, deadlineNs, Map.of());
  }

  /** Lets one request of {@code rows} come. */
  Waiting add(String name, int rows) {
    return add(name, rows, 1, RequestOptions.NONE);
  }

  /** Lets one request come, whose rows are of {@code length}. */
  Waiting add(String name, int rows, int length, RequestOptions options) {
    Waiting waiting = pending(name, rows, length, options);
    former.add(waiting.request());
    return waiting;
  }

  /** A request that is let in and has no place to wait yet. */
  Waiting pending(String name, int rows, int length, RequestOptions options) {
    RecordingSink sink = new RecordingSink();
    Tensor input = Tensors.counting("X", DataType.INT8, Shape.of(rows, length));
    InferRequest request =
        new InferRequest(model, name, List.of(input), List.of(), options, sink::release);
    PendingRequest pending =
        new PendingRequest(
            request,
            sink,
            new CheckedInputs(new Tensor[] {input}, rows, (long) rows * length),
            policy.queue(),
            admission,
            clock.nanoTime());
    admission.enter(pending);
    Waiting waiting = new Waiting(name, pending, sink);
    requests.put(name, waiting);
    return waiting;
  }

  /** How long the rows of a request are. */
  static long length(Waiting waiting) {
    Tensor input = waiting.request().input(0);
    return input == null ? -1 : input.shape().dim(1);
  }

  /** What the former decides now, in words; what it wants to run is taken out and answered. */
  String next() {
    Decision decision = former.decide(clock.nanoTime());
    if (decision instanceof Decision.Run what) {
      return String.join(" ", run(what));
    }
    return decision instanceof Decision.Wait wait
        ? "wait until " + wait.untilNs() + " for " + wait.rowsMissing()
        : "nothing";
  }

  /** Takes a batch out and answers it; the names of its requests. */
  List<String> run(Decision.Run what) {
    List<PendingRequest> batch = new ArrayList<>();
    former.take(what.requests(), batch);
    List<String> names = batch.stream().map(pending -> pending.request().id()).toList();
    run.run(batch, null);
    requests.values().forEach(waiting -> waiting.sink().close());
    return names;
  }

  /** All decisions up to the first that is no batch. */
  List<String> all() {
    List<String> decisions = new ArrayList<>();
    do {
      decisions.add(next());
    } while (!decisions.get(decisions.size() - 1).matches("nothing|wait.*"));
    return decisions;
  }
}
