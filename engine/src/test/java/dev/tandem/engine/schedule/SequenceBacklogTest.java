package dev.tandem.engine.schedule;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.SequenceId;
import dev.tandem.engine.api.SequencePlace;
import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.model.SequenceBatching.Direct;
import dev.tandem.engine.schedule.SequenceRig.Waiting;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SequenceBacklogTest {
  private static final long MICRO_NS = TimeUnit.MICROSECONDS.toNanos(1);

  private final SequenceRig rig = new SequenceRig(new Direct(0, 0), 4);
  private final List<OpenSequence> ended = new ArrayList<>();
  private final SequenceBacklog backlog =
      new SequenceBacklog(SequenceBacklogTest::isWanted, ended::add);

  @AfterEach
  void leavesNothingBehind() {
    backlog.close();
    rig.close();
  }

  @Test
  void givesTheSlotToTheOneThatCameFirst() {
    OpenSequence first = add(1, 0).request().sequence;
    OpenSequence second = add(2, 0).request().sequence;

    assertThat(backlog.next()).isSameAs(first);
    assertThat(backlog.next()).isSameAs(second);
    assertThat(backlog.next()).isNull();
    assertThat(ended).isEmpty();
    cancelAll();
  }

  @Test
  void passesOverThoseThatNobodyWaitsFor() {
    Waiting gone = add(1, 0);
    Waiting stays = add(2, 0);
    gone.request().cancel(Reason.CANCELLED);

    assertThat(backlog.next()).isSameAs(stays.request().sequence);
    assertThat(ended).containsExactly(gone.request().sequence);
    cancelAll();
  }

  @Test
  void refusesASequenceOnceAnyOfItsRequestsHasWaitedForTooLong() {
    Waiting patient = add(1, 0);
    Waiting hasty = add(2, 300);
    Waiting behind = behind(hasty, 200);
    assertThat(backlog.nextEndNs()).isEqualTo(200 * MICRO_NS);

    backlog.expire(200 * MICRO_NS - 1);
    assertThat(hasty.isAnswered()).isFalse();
    backlog.expire(200 * MICRO_NS);

    assertThat(List.of(hasty, behind))
        .allSatisfy(
            late ->
                assertThat(late.sink().failure())
                    .hasMessage("timeout of the corresponding sequence has been expired")
                    .extracting(ServingException::reason)
                    .isEqualTo(Reason.QUEUE_TIMEOUT));
    assertThat(ended).containsExactly(hasty.request().sequence);
    assertThat(patient.isAnswered()).isFalse();
    assertThat(backlog.nextEndNs()).isEqualTo(QueueRules.NEVER);
  }

  @Test
  void holdsNoMoreThanSomeThatNobodyWaitsFor() {
    for (int i = 1; i <= 1000; i++) {
      add(i, 0).request().cancel(Reason.CANCELLED);
    }

    assertThat(ended).hasSizeGreaterThan(1000 - 2 * 65);
  }

  @Test
  void refusesAllWhereTheModelGoes() {
    Waiting waiting = add(1, 300);

    backlog.close();

    assertThat(waiting.sink().failure().reason()).isEqualTo(Reason.STOPPING);
    assertThat(ended).containsExactly(waiting.request().sequence);
    assertThat(backlog.nextEndNs()).isEqualTo(QueueRules.NEVER);
  }

  private Waiting add(long id, long timeoutMicros) {
    OpenSequence sequence = new OpenSequence(new SequenceId.Numbered(id));
    backlog.add(sequence);
    return join(sequence, "s" + id, timeoutMicros);
  }

  private Waiting behind(Waiting first, long timeoutMicros) {
    OpenSequence sequence = requireNonNull(first.request().sequence);
    return join(sequence, first.request().request().id() + "b", timeoutMicros);
  }

  private Waiting join(OpenSequence sequence, String name, long timeoutMicros) {
    SequencePlace place = new SequencePlace(sequence.id, true, false);
    Waiting waiting = rig.offered(name, place, timeoutMicros, 1);
    waiting.request().sequence = sequence;
    sequence.waiting.add(waiting.request());
    backlog.limit(sequence, waiting.request());
    return waiting;
  }

  /** Those that left for a slot, which nobody has here. */
  private void cancelAll() {
    rig.requests.values().forEach(one -> one.request().cancel(Reason.CANCELLED));
  }

  private static boolean isWanted(OpenSequence sequence) {
    for (PendingRequest request = sequence.waiting.after(null);
        request != null;
        request = sequence.waiting.after(request)) {
      if (request.isWaiting()) {
        return true;
      }
    }
    return false;
  }
}
