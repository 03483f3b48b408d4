package dev.tandem.engine.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.engine.api.InferRequest;
import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.RequestOptions;
import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.model.DynamicBatching;
import dev.tandem.engine.model.QueuePolicy;
import dev.tandem.engine.model.QueuePolicy.TimeoutAction;
import dev.tandem.engine.model.TfServingBatching;
import dev.tandem.engine.stats.ModelCounters;
import dev.tandem.engine.tensor.ByteBudget;
import dev.tandem.engine.tensor.Tensor;
import dev.tandem.engine.testkit.ManualClock;
import dev.tandem.engine.testkit.RecordingSink;
import dev.tandem.engine.testkit.SampleModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Who is let in, and that a refusal leaves nothing behind. */
class AdmissionTest {
  private static final BatchPolicy PLAIN =
      BatchPolicy.of(FormerRig.CONFIG.withScheduling(DynamicBatching.PLAIN));

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void letsInAsManyAsThereIsRoomForHoweverOftenItRefuses(
      String limit,
      BatchPolicy policy,
      InboxLimits limits,
      long budgetBytes,
      int room,
      String text) {
    ByteBudget budget = new ByteBudget(budgetBytes);
    ModelCounters counters = new ModelCounters(8, 0);
    Admission admission = new Admission(limits, policy, budget, counters, new ManualClock());
    List<PendingRequest> inside = new ArrayList<>();
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < room; i++) {
        inside.add(request(admission, policy, 10, 2));
        admission.enter(inside.get(i));
      }
      for (int i = 0; i < 3; i++) {
        assertThatThrownBy(() -> admission.enter(request(admission, policy, 10, 2)))
            .isInstanceOfSatisfying(
                ServingException.class,
                refusal -> assertThat(refusal.reason()).isEqualTo(Reason.QUEUE_FULL))
            .hasMessage(text);
      }
      assertThat(budget.reserved()).isEqualTo(room * 10L);
      assertThat(counters.snapshot().pendingRequests()).isEqualTo(room);
      inside.forEach(request -> request.failWaiting(Reason.CANCELLED, ""));
      inside.clear();
      assertThat(budget.reserved()).isZero();
      assertThat(counters.snapshot().pendingRequests()).isZero();
    }
    admission.inFlight().close();
    assertThat(awaitsNobody(admission)).isTrue();
  }

  static Stream<Arguments> letsInAsManyAsThereIsRoomForHoweverOftenItRefuses() {
    InboxLimits wide = new InboxLimits(1000, 1000);
    QueuePolicy two = new QueuePolicy(TimeoutAction.REJECT, 0, false, 2);
    BatchPolicy levels =
        BatchPolicy.of(
            FormerRig.CONFIG.withScheduling(
                new DynamicBatching(List.of(), 0, false, 3, 1, Optional.of(two), Map.of())));
    BatchPolicy tfServing = BatchPolicy.of(new TfServingBatching(4, 0, 2, List.of(), false, 4));
    return Stream.of(
        Arguments.of(
            "requests", PLAIN, new InboxLimits(3, 1000), 1000, 3, "Exceeds maximum queue size"),
        Arguments.of(
            "bytes",
            PLAIN,
            new InboxLimits(1000, 35),
            1000,
            3,
            "Exceeds the queue's limit of 35 bytes"),
        Arguments.of("level", levels, wide, 1000, 2, "Exceeds maximum queue size"),
        Arguments.of(
            "server",
            PLAIN,
            wide,
            45,
            4,
            "Exceeds the server's limit of 45 bytes of requests in flight"),
        Arguments.of(
            "batches",
            tfServing,
            wide,
            1000,
            4,
            "The batch scheduling queue to which this task was submitted is full; currently 2"
                + " batches enqueued and max_enqueued_batches is 2"));
  }

  @Test
  void letsOneRequestInThatIsLargerThanTheQueueWhereNobodyElseWaits() {
    ByteBudget budget = new ByteBudget(1000);
    Admission admission =
        new Admission(
            new InboxLimits(10, 5), PLAIN, budget, new ModelCounters(8, 0), new ManualClock());
    PendingRequest large = request(admission, PLAIN, 10, 1);

    admission.enter(large);
    assertThatThrownBy(() -> admission.enter(request(admission, PLAIN, 1, 1)))
        .hasMessage("Exceeds the queue's limit of 5 bytes");

    large.failWaiting(Reason.CANCELLED, "");
    assertThat(budget.reserved()).isZero();
  }

  private static boolean awaitsNobody(Admission admission) {
    try {
      return admission.inFlight().awaitDrained(1);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static PendingRequest request(
      Admission admission, BatchPolicy policy, long bytes, int rows) {
    RecordingSink sink = new RecordingSink();
    InferRequest request =
        new InferRequest(
            SampleModel.of(FormerRig.CONFIG),
            "",
            List.of(),
            List.of(),
            RequestOptions.NONE,
            sink::release);
    return new PendingRequest(
        request, sink, new CheckedInputs(new Tensor[0], rows, bytes), policy.queue(), admission, 0);
  }
}
