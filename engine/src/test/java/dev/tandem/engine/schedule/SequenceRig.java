package dev.tandem.engine.schedule;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.engine.api.InferRequest;
import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.RequestOptions;
import dev.tandem.engine.api.SequenceId;
import dev.tandem.engine.api.SequencePlace;
import dev.tandem.engine.api.ServedModel;
import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.model.ModelConfig;
import dev.tandem.engine.model.ModelInput;
import dev.tandem.engine.model.ModelOutput;
import dev.tandem.engine.model.SequenceBatching;
import dev.tandem.engine.model.SequenceBatching.Control;
import dev.tandem.engine.model.SequenceBatching.ControlInput;
import dev.tandem.engine.model.SequenceBatching.ControlKind;
import dev.tandem.engine.model.SequenceBatching.State;
import dev.tandem.engine.model.SequenceBatching.Strategy;
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

/**
 * The former of a model that adds up what its sequences send, with a clock, and runners without
 * threads.
 */
final class SequenceRig implements AutoCloseable {
  static final long IDLE_MICROS = 1000;

  final ManualClock clock = new ManualClock();
  final NativePool pool = new NativePool(1 << 20, true);
  final ByteBudget budget = new ByteBudget(1 << 20);
  final ModelCounters counters;
  final Former former;

  /** The outputs that requests ask for from now on; all where it is empty. */
  List<String> wanted = List.of();

  final Map<String, Waiting> requests = new LinkedHashMap<>();
  private final BatchPolicy policy;
  private final ServedModel model;
  private final Admission admission;
  private final ExecutionPlan plan;

  /** One request and who waits for it. */
  record Waiting(PendingRequest request, RecordingSink sink) {
    boolean isAnswered() {
      return sink.isAnswered();
    }

    /** The sum that it was told. */
    int sum() {
      return Tensors.intsOf(sink.response().outputs().get(0))[0];
    }
  }

  SequenceRig(Strategy strategy, int maxBatchSize) {
    this(config(strategy, maxBatchSize), 1);
  }

  SequenceRig(ModelConfig config, int instances) {
    policy = BatchPolicy.of(config);
    model = SampleModel.of(config);
    counters = new ModelCounters(8, 0);
    admission = new Admission(new InboxLimits(100_000, 1L << 40), policy, budget, counters, clock);
    plan = ExecutionPlan.of(config, policy, pool, Map.of(), budget, counters);
    former = plan.former(policy, counters, instances);
  }

  static ModelConfig config(Strategy strategy, int maxBatchSize) {
    SequenceBatching batching =
        new SequenceBatching(
            IDLE_MICROS,
            List.of(
                signal("START", ControlKind.START),
                signal("END", ControlKind.END),
                new ControlInput(
                    "ID",
                    List.of(
                        new Control(
                            ControlKind.CORRID,
                            List.of(),
                            List.of(),
                            List.of(),
                            Optional.of(DataType.INT32))))),
            Optional.of(strategy),
            List.of(
                new State(
                    "SUM_IN",
                    "SUM_OUT",
                    Optional.of(DataType.INT32),
                    Shape.of(1),
                    List.of(),
                    false,
                    false)),
            false);
    return ModelConfig.EMPTY
        .withName("adder")
        .withMaxBatchSize(maxBatchSize)
        .withInputs(List.of(ModelInput.of("X", DataType.INT32, Shape.of(1))))
        .withOutputs(List.of(ModelOutput.of("SUM", DataType.INT32, Shape.of(1))))
        .withScheduling(batching);
  }

  private static ControlInput signal(String name, ControlKind kind) {
    return new ControlInput(
        name, List.of(new Control(kind, List.of(0, 1), List.of(), List.of(), Optional.empty())));
  }

  Waiting send(String name, long sequence, boolean start, boolean end, int value) {
    return send(name, new SequencePlace(new SequenceId.Numbered(sequence), start, end), 0, value);
  }

  Waiting send(String name, SequencePlace place, long timeoutMicros, int value) {
    Waiting waiting = offered(name, place, timeoutMicros, value);
    former.add(waiting.request());
    return waiting;
  }

  /** Sends what is given up before it comes to the former. */
  Waiting sendGivenUp(String name, SequencePlace place) {
    Waiting waiting = offered(name, place, 0, 0);
    waiting.request().cancel(Reason.CANCELLED);
    former.add(waiting.request());
    return waiting;
  }

  /** A request on its way to the former. */
  Waiting offered(String name, SequencePlace place, long timeoutMicros, int value) {
    RecordingSink sink = new RecordingSink();
    InferRequest request =
        new InferRequest(
            model,
            name,
            List.of(Tensors.ints("X", Shape.of(1, 1), value)),
            wanted,
            new RequestOptions(0, timeoutMicros, RequestOptions.NO_DEADLINE, place, Map.of()),
            sink::release);
    PendingRequest pending =
        new PendingRequest(
            request,
            sink,
            RequestRules.check(request),
            policy.queue(),
            admission,
            clock.nanoTime());
    admission.enter(pending);
    Waiting waiting = new Waiting(pending, sink);
    requests.put(name, waiting);
    return waiting;
  }

  /** What would run now; nothing where none may. */
  List<PendingRequest> take() {
    List<PendingRequest> batch = new ArrayList<>();
    if (former.decide(clock.nanoTime()) instanceof Decision.Run what) {
      former.take(what.requests(), batch);
    }
    return batch;
  }

  /** Runs what was taken on a runner of its own, to its answers. */
  void run(List<PendingRequest> batch) {
    run(batch, adder());
  }

  void run(List<PendingRequest> batch, FakeInstance.Script script) {
    answer(batch, script);
    former.finished(batch);
  }

  /** Runs what was taken, and leaves it to others to say so. */
  void answer(List<PendingRequest> batch) {
    answer(batch, adder());
  }

  private void answer(List<PendingRequest> batch, FakeInstance.Script script) {
    BatchRun run = new BatchRun("adder-1", new FakeInstance(script), plan, counters, clock);
    run.run(batch, null);
  }

  /** The names of the requests in each of the batches that run until nobody may. */
  List<List<String>> runAll() {
    List<List<String>> batches = new ArrayList<>();
    for (List<PendingRequest> batch = take(); !batch.isEmpty(); batch = take()) {
      batches.add(names(batch));
      run(batch);
    }
    return batches;
  }

  static List<String> names(List<PendingRequest> batch) {
    return batch.stream().map(pending -> pending.request().id()).toList();
  }

  /** Fails. */
  static final FakeInstance.Script FAILING =
      (inputs, outputs, results) -> {
        throw new ServingException(Reason.EXECUTION_FAILED, "no");
      };

  /** Adds the input to the sum, which begins anew at the start of a sequence. */
  FakeInstance.Script adder() {
    return (inputs, outputs, results) -> {
      int[] values = Tensors.intsOf(named("X", inputs));
      int[] starts = Tensors.intsOf(named("START", inputs));
      int[] before = Tensors.intsOf(named("SUM_IN", inputs));
      int[] sums = new int[values.length];
      for (int i = 0; i < sums.length; i++) {
        sums[i] = (starts[i] == 1 ? 0 : before[i]) + values[i];
      }
      Tensor sum = Tensors.ints("SUM", Shape.of(sums.length, 1), sums);
      results.onResult(
          FakeInstance.copies(pool, List.of(sum, sum), List.of("SUM", "SUM_OUT")), true);
    };
  }

  static Tensor named(String name, List<Tensor> tensors) {
    return tensors.stream().filter(tensor -> tensor.name().equals(name)).findFirst().orElseThrow();
  }

  Waiting request(String name) {
    return requireNonNull(requests.get(name), name);
  }

  /** As where the server is told to stop; true where none is open. */
  boolean letNoneBegin() {
    try {
      return ((SequenceFormer) former).awaitEnd(0);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  long openSequences() {
    former.decide(clock.nanoTime());
    return counters.snapshot().sequences().open();
  }

  /** Checks that nothing is left behind. */
  @Override
  public void close() {
    former.close();
    runAll();
    former.dispose();
    assertThat(requests.values()).allMatch(waiting -> waiting.sink().isSettledOnce());
    requests.values().forEach(waiting -> waiting.sink().close());
    assertThat(counters.snapshot().sequences().stateBytes()).as("bytes of states").isZero();
    assertThat(pool.openLeases()).as("open leases").isZero();
    assertThat(budget.reserved()).as("bytes in flight").isZero();
    assertThat(counters.snapshot().pendingRequests()).as("pending requests").isZero();
  }
}
