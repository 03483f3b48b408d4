package dev.tandem.engine.ensemble;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.engine.api.InferCall;
import dev.tandem.engine.api.InferRequest;
import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.RequestOptions;
import dev.tandem.engine.backend.BackendInstance.ResultSink;
import dev.tandem.engine.backend.BackendResult;
import dev.tandem.engine.ensemble.EnsemblePlan.BranchLimit;
import dev.tandem.engine.ensemble.EnsemblePlan.Named;
import dev.tandem.engine.ensemble.EnsemblePlan.PlannedStep;
import dev.tandem.engine.stats.FailureKind;
import dev.tandem.engine.stats.ModelCounters;
import dev.tandem.engine.tensor.NativePool;
import dev.tandem.engine.tensor.Shape;
import dev.tandem.engine.tensor.Tensor;
import dev.tandem.engine.testkit.FakeInstance;
import dev.tandem.engine.testkit.Gate;
import dev.tandem.engine.testkit.ManualClock;
import dev.tandem.engine.testkit.RecordingSink;
import dev.tandem.engine.testkit.Tensors;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.agrona.CloseHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Requests whose deadline passes on their way, while one of the steps moves the clock. */
class EnsembleDeadlineTest {
  private static final long DEADLINE_NS = TimeUnit.SECONDS.toNanos(1);

  private final NativePool pool = new NativePool(1 << 20, true);
  private final ManualClock clock = new ManualClock();
  private final ModelCounters counters = new ModelCounters(0, 0);
  private final List<ScheduledPart> parts = new ArrayList<>();
  private final RecordingSink sink = new RecordingSink();

  @AfterEach
  void leavesNothingBehind() {
    assertThat(sink.isSettledOnce()).isTrue();
    sink.close();
    CloseHelper.closeAll(parts);
    assertThat(pool.openLeases()).as("open leases").isZero();
    assertThat(counters.snapshot().pendingRequests()).as("pending requests").isZero();
    assertThat(counters.snapshot().failures()).containsEntry(FailureKind.CANCELED, 1L);
  }

  @Test
  void endsBetweenTwoSteps() throws InterruptedException {
    ScheduledPart first = part("first", this::passDeadline);
    ScheduledPart second = part("second", this::echo);
    ScheduledPart third = part("third", this::echo);

    send(List.of(3), step(first, 0, 1), step(second, 1, 2), step(third, 2, 3));

    assertThat(sink.await().failure())
        .hasMessage("in ensemble 'e', the deadline passed before the request was executed")
        .extracting(failure -> failure.reason())
        .isEqualTo(Reason.DEADLINE_EXCEEDED);
    assertThat(List.of(first.runs(), second.runs(), third.runs())).containsExactly(1, 0, 0);
  }

  @Test
  void endsOnceWhereSeveralStepsWouldFollow() throws InterruptedException {
    ScheduledPart first = part("first", this::passDeadline);
    ScheduledPart left = part("left", this::echo);
    ScheduledPart right = part("right", this::echo);

    send(List.of(2, 3), step(first, 0, 1), step(left, 1, 2), step(right, 1, 3));

    assertThat(sink.await().failure().reason()).isEqualTo(Reason.DEADLINE_EXCEEDED);
    assertThat(List.of(left.runs(), right.runs())).containsExactly(0, 0);
  }

  @Test
  void endsWhereTheDoorSaysSoInTheMiddleOfAStep() throws InterruptedException {
    CompletableFuture<InferCall> call = new CompletableFuture<>();
    ScheduledPart first = part("first", this::echo);
    ScheduledPart second =
        part(
            "second",
            (inputs, outputs, results) -> {
              call.join().cancel(Reason.DEADLINE_EXCEEDED);
              echo(inputs, outputs, results);
            });
    ScheduledPart third = part("third", this::echo);

    call.complete(send(List.of(3), step(first, 0, 1), step(second, 1, 2), step(third, 2, 3)));

    assertThat(sink.await().failure().reason()).isEqualTo(Reason.DEADLINE_EXCEEDED);
    assertThat(third.runs()).isZero();
  }

  @Test
  void endsBeforeADecoupledStep() throws InterruptedException {
    ScheduledPart first = part("first", this::passDeadline);
    ScheduledPart producer = producer((inputs, outputs, results) -> end(results));
    ScheduledPart behind = part("behind", this::echo);

    send(List.of(3), step(first, 0, 1), step(producer, 1, 2), step(behind, 2, 3));

    assertThat(sink.await().failure().reason()).isEqualTo(Reason.DEADLINE_EXCEEDED);
    assertThat(List.of(producer.runs(), behind.runs())).containsExactly(0, 0);
  }

  @Test
  void endsBehindADecoupledStep() throws InterruptedException {
    ScheduledPart producer =
        producer(
            (inputs, outputs, results) -> {
              clock.advanceNs(DEADLINE_NS);
              results.onResult(number(1), false);
              results.onResult(number(2), false);
              end(results);
            });
    ScheduledPart behind = part("behind", this::echo);

    send(List.of(2), step(producer, 0, 1), step(behind, 1, 2));

    assertThat(sink.await().failure().reason()).isEqualTo(Reason.DEADLINE_EXCEEDED);
    assertThat(behind.runs()).isZero();
  }

  @Test
  void endsBehindTheAnswersThatWereInTime() throws InterruptedException {
    Gate inTime = new Gate();
    ScheduledPart behind =
        part(
            "behind",
            (inputs, outputs, results) -> {
              inTime.open();
              echo(inputs, outputs, results);
            });
    ScheduledPart producer =
        producer(
            (inputs, outputs, results) -> {
              results.onResult(number(1), false);
              inTime.pass();
              clock.advanceNs(DEADLINE_NS);
              results.onResult(number(2), false);
              results.onResult(number(3), false);
              end(results);
            });

    send(List.of(2), step(producer, 0, 1), step(behind, 1, 2));

    assertThat(sink.await().lastFailure().reason()).isEqualTo(Reason.DEADLINE_EXCEEDED);
    assertThat(sink.responses()).hasSize(1);
    assertThat(behind.runs()).isOne();
  }

  private ScheduledPart part(String name, FakeInstance.Script script) {
    return add(new ScheduledPart(name, false, pool, clock, script));
  }

  private ScheduledPart producer(FakeInstance.Script script) {
    return add(new ScheduledPart("producer", true, pool, clock, script));
  }

  private ScheduledPart add(ScheduledPart part) {
    parts.add(part);
    return part;
  }

  private void echo(List<Tensor> inputs, List<String> outputs, ResultSink results) {
    results.onResult(FakeInstance.copies(pool, inputs, List.of("Y")), true);
  }

  private void passDeadline(List<Tensor> inputs, List<String> outputs, ResultSink results) {
    clock.advanceNs(DEADLINE_NS);
    echo(inputs, outputs, results);
  }

  private BackendResult number(int value) {
    return FakeInstance.copies(pool, List.of(Tensors.ints("Y", Shape.of(1), value)), List.of("Y"));
  }

  private static void end(ResultSink results) {
    results.onResult(new BackendResult(List.of(), List.of()), true);
  }

  private static PlannedStep step(ScheduledPart part, int from, int to) {
    return new PlannedStep(part, List.of(new Named("X", from)), List.of(new Named("Y", to)));
  }

  /** Sends tensor 0 through the steps, which are to answer with the tensors {@code wanted}. */
  private InferCall send(List<Integer> wanted, PlannedStep... steps) {
    EnsemblePlan plan =
        new EnsemblePlan(
            List.of(new Named("X", 0)),
            wanted.stream().map(tensor -> new Named("Z" + tensor, tensor)).toList(),
            List.of(steps),
            1 + steps.length,
            new BranchLimit(8, Duration.ofSeconds(60)));
    InferRequest request =
        new InferRequest(
            parts.get(0),
            "id",
            List.of(Tensors.ints("X", Shape.of(1), 7)),
            List.of(),
            new RequestOptions(0, 0, DEADLINE_NS, Map.of()),
            sink::release);
    return new EnsembleScheduler("e", plan, counters, clock).submit(request, sink);
  }
}
