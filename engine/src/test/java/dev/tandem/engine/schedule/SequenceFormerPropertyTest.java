package dev.tandem.engine.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.SequenceId;
import dev.tandem.engine.api.SequencePlace;
import dev.tandem.engine.model.SequenceBatching.Direct;
import dev.tandem.engine.model.SequenceBatching.Oldest;
import dev.tandem.engine.schedule.SequenceRig.Waiting;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/**
 * Random starts, ends, pauses, clients that go and a model that does, on several runners at a time.
 */
class SequenceFormerPropertyTest {
  private static final int STEPS = 300;
  private static final int RUNNERS = 3;
  private static final int MOST_SEQUENCES = 6;

  /** For how many steps requests still come that were let in before the model was told to go. */
  private static final int STEPS_LATE = 20;

  private static final Set<Reason> REASONS =
      EnumSet.of(
          Reason.CANCELLED, Reason.QUEUE_TIMEOUT, Reason.NO_SEQUENCE, Reason.EXECUTION_FAILED);
  private static final Set<Reason> REASONS_OF_ALL =
      EnumSet.of(
          Reason.CANCELLED,
          Reason.QUEUE_TIMEOUT,
          Reason.NO_SEQUENCE,
          Reason.EXECUTION_FAILED,
          Reason.STOPPING);

  /** What a client of one sequence did, in order, and what it must be told. */
  private static final class Client {
    private final List<Waiting> sent = new ArrayList<>();
    private final List<Integer> values = new ArrayList<>();
    private final List<Boolean> starts = new ArrayList<>();
  }

  @Property(tries = 200)
  void aSequenceNeverSeesAnothersStateAndNoRequestIsLost(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 3) int candidates) {
    Random random = new Random(seed);
    boolean oldest = random.nextBoolean();
    int rows = 1 + random.nextInt(4);
    Map<Integer, Client> clients = new HashMap<>();
    List<List<PendingRequest>> running = new ArrayList<>();
    SequenceRig rig =
        new SequenceRig(
            SequenceRig.config(
                oldest ? new Oldest(candidates, List.of(), 0, false) : new Direct(0, 0), rows),
            RUNNERS);
    int goesAt = random.nextInt(2 * STEPS);
    int lastBeginsAt = random.nextBoolean() ? goesAt - random.nextInt(STEPS_LATE) : STEPS;
    for (int step = 0; step < STEPS; step++) {
      if (step == lastBeginsAt) {
        rig.letNoneBegin();
      }
      if (step == goesAt) {
        rig.former.close();
      }
      switch (random.nextInt(9)) {
        case 0, 1, 2, 3 -> {
          if (step < goesAt + STEPS_LATE) {
            send(rig, clients, random, step);
          }
        }
        case 4 -> {
          List<PendingRequest> batch = running.size() < RUNNERS ? rig.take() : List.of();
          if (!batch.isEmpty()) {
            assertThat(batch.stream().map(request -> request.place().id()).distinct())
                .as("one of each sequence")
                .hasSameSizeAs(batch);
            running.add(batch);
          }
        }
        case 5 -> {
          if (!running.isEmpty()) {
            List<PendingRequest> batch = running.remove(random.nextInt(running.size()));
            rig.run(batch, random.nextInt(4) == 0 ? SequenceRig.FAILING : rig.adder());
          }
        }
        case 6 -> cancelOne(rig, random);
        case 7 -> {
          if (random.nextInt(4) == 0) {
            rig.former.dropGivenUp(rig.clock.nanoTime());
          }
        }
        default -> rig.clock.advanceNs(random.nextInt(200_000));
      }
    }
    running.forEach(rig::run);
    rig.runAll();
    for (int round = 0; round < MOST_SEQUENCES; round++) {
      rig.clock.advanceNs(2_000_000);
      rig.runAll();
    }

    assertThat(rig.openSequences()).as("every slot is found again").isZero();
    assertThat(rig.letNoneBegin()).as("all have ended").isTrue();
    boolean goes = Math.min(goesAt, lastBeginsAt) < STEPS;
    clients.values().forEach(client -> check(client, goes));
    rig.close();
  }

  private static void send(
      SequenceRig rig, Map<Integer, Client> clients, Random random, int value) {
    int id = 1 + random.nextInt(MOST_SEQUENCES);
    Client client = clients.computeIfAbsent(id, any -> new Client());
    boolean start = random.nextInt(4) == 0;
    SequencePlace place =
        new SequencePlace(new SequenceId.Numbered(id), start, random.nextInt(5) == 0);
    long timeoutMicros = random.nextInt(10) == 0 ? 50 : 0;
    String name = id + "-" + client.sent.size();
    client.sent.add(
        random.nextInt(8) == 0
            ? rig.sendGivenUp(name, place)
            : rig.send(name, place, timeoutMicros, value));
    client.values.add(value);
    client.starts.add(start);
  }

  private static void cancelOne(SequenceRig rig, Random random) {
    List<Waiting> all = List.copyOf(rig.requests.values());
    if (!all.isEmpty()) {
      all.get(random.nextInt(all.size())).request().cancel(Reason.CANCELLED);
    }
  }

  /**
   * Each sum is what those before it came to; those that failed or were given up count not. Behind
   * a request that was refused since the model goes, nothing of its sequence runs.
   */
  private static void check(Client client, boolean goes) {
    int sum = 0;
    boolean refused = false;
    for (int i = 0; i < client.sent.size(); i++) {
      Waiting waiting = client.sent.get(i);
      assertThat(waiting.isAnswered()).isTrue();
      sum = client.starts.get(i) ? 0 : sum;
      if (!waiting.sink().responses().isEmpty()) {
        sum += client.values.get(i);
        assertThat(waiting.sum()).isEqualTo(sum);
        assertThat(refused).as("ran behind a request that was refused").isFalse();
      } else {
        Reason reason = waiting.sink().failure().reason();
        assertThat(reason).isIn(goes ? REASONS_OF_ALL : REASONS);
        refused |= reason == Reason.STOPPING;
      }
    }
  }
}
