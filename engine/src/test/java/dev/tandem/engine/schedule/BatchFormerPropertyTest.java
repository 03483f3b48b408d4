package dev.tandem.engine.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.RequestOptions;
import dev.tandem.engine.model.DynamicBatching;
import dev.tandem.engine.model.QueuePolicy;
import dev.tandem.engine.model.QueuePolicy.TimeoutAction;
import dev.tandem.engine.schedule.FormerRig.Waiting;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Random arrivals, one runner that is busy for a while after each batch, and what always holds. */
class BatchFormerPropertyTest {
  private static final long MICRO = 1_000;

  /** A request that comes so long after the one before, and may be given up right after that. */
  record Arrival(long gapMicros, int rows, int length, RequestOptions options, boolean givenUp) {}

  @Property(tries = 400)
  void everyBatchKeepsTheRules(
      @ForAll("policies") DynamicBatching batching,
      @ForAll("arrivals") List<Arrival> arrivals,
      @ForAll("busyMicros") long busyMicros) {
    Simulation simulation = new Simulation(new FormerRig(batching), busyMicros * MICRO);
    for (int i = 0; i < arrivals.size(); i++) {
      simulation.arrive("r" + i, arrivals.get(i));
    }
    simulation.finish();
  }

  @Provide
  static Arbitrary<DynamicBatching> policies() {
    Arbitrary<QueuePolicy> queue =
        Combinators.combine(
                Arbitraries.of(TimeoutAction.class),
                Arbitraries.of(0L, 5L, 40L),
                Arbitraries.of(true, false))
            .as((action, micros, override) -> new QueuePolicy(action, micros, override, 0));
    return Combinators.combine(
            Arbitraries.integers().between(1, 8).list().uniqueElements().ofMaxSize(3),
            Arbitraries.of(0L, 10L, 100L),
            Arbitraries.of(0L, 1L, 3L),
            queue.optional(),
            queue)
        .as(
            (preferred, delay, levels, fallback, ofTwo) ->
                new DynamicBatching(
                    preferred,
                    delay,
                    false,
                    levels,
                    levels == 0 ? 0 : 1,
                    fallback,
                    levels == 3 ? Map.of(2L, ofTwo) : Map.of()));
  }

  @Provide
  static Arbitrary<List<Arrival>> arrivals() {
    return Combinators.combine(
            Arbitraries.of(0L, 0L, 1L, 7L, 60L),
            Arbitraries.integers().between(1, 8),
            Arbitraries.of(1, 1, 1, 2),
            options(),
            Arbitraries.of(false, false, false, true))
        .as(Arrival::new)
        .list()
        .ofMaxSize(40);
  }

  @Provide
  static Arbitrary<Long> busyMicros() {
    return Arbitraries.of(0L, 3L, 30L, 200L);
  }

  private static Arbitrary<RequestOptions> options() {
    return Combinators.combine(
            Arbitraries.longs().between(0, 4),
            Arbitraries.of(0L, 3L, 50L),
            Arbitraries.of(RequestOptions.NO_DEADLINE, 100 * MICRO, 400 * MICRO))
        .as(
            (priority, timeout, deadline) ->
                new RequestOptions(priority, timeout, deadline, Map.of()));
  }

  /** Plays the script, and looks at each decision. */
  private static final class Simulation {
    private final FormerRig rig;
    private final long busyNs;
    private long freeNs;
    private long decideNs;

    /** The last request that ran of each level, of those whose place nothing changes. */
    private final Map<Long, Long> lastByLevel = new HashMap<>();

    Simulation(FormerRig rig, long busyNs) {
      this.rig = rig;
      this.busyNs = busyNs;
    }

    void arrive(String name, Arrival arrival) {
      playUntil(rig.clock.nanoTime() + arrival.gapMicros() * MICRO);
      Waiting waiting = rig.add(name, arrival.rows(), arrival.length(), arrival.options());
      if (arrival.givenUp()) {
        waiting.request().cancel(Reason.CANCELLED);
        assertThat(waiting.sink().isSettledOnce()).isTrue();
      }
      decideNs = rig.clock.nanoTime();
    }

    void finish() {
      playUntil(1L << 50);
      assertThat(rig.former.size()).isZero();
      for (Waiting waiting : rig.requests.values()) {
        assertThat(waiting.sink().isSettledOnce()).as(waiting.name()).isTrue();
      }
      assertThat(rig.budget.reserved()).isZero();
      assertThat(rig.pool.openLeases()).isZero();
    }

    private void playUntil(long untilNs) {
      for (long nextNs = Math.max(freeNs, decideNs);
          nextNs <= untilNs;
          nextNs = Math.max(freeNs, decideNs)) {
        rig.clock.advanceNs(Math.max(0, nextNs - rig.clock.nanoTime()));
        if (!decide()) {
          break;
        }
      }
      rig.clock.advanceNs(Math.max(0, untilNs - rig.clock.nanoTime()));
    }

    /** False where nobody waits. */
    private boolean decide() {
      long nowNs = rig.clock.nanoTime();
      Decision decision = rig.former.decide(nowNs);
      if (decision instanceof Decision.Run run) {
        freeNs = nowNs + busyNs;
        check(rig.run(run), nowNs);
        return true;
      }
      List<Waiting> waiting =
          rig.requests.values().stream().filter(each -> each.request().isWaiting()).toList();
      if (!(decision instanceof Decision.Wait wait)) {
        assertThat(waiting).isEmpty();
        decideNs = Long.MAX_VALUE;
        return false;
      }
      int rows = waiting.stream().mapToInt(each -> each.request().rows()).sum();
      assertThat(wait.untilNs()).isGreaterThan(nowNs);
      for (Waiting each : waiting) {
        assertThat(wait.untilNs())
            .isLessThanOrEqualTo(each.request().arrivedNs() + rig.policy.maxDelayNs())
            .isLessThanOrEqualTo(each.request().deadlineNs())
            .isLessThanOrEqualTo(each.request().queueTimeoutNs);
      }
      assertThat(rig.policy.isPreferred(rows)).as("waits at a preferred size").isFalse();
      assertThat(rows).isLessThan(rig.policy.largestPreferredRows());
      assertThat(rig.policy.preferredRows()).contains(rows + wait.rowsMissing());
      decideNs = wait.untilNs();
      return true;
    }

    private void check(List<String> names, long nowNs) {
      List<Waiting> batch = names.stream().map(rig.requests::get).toList();
      int rows = batch.stream().mapToInt(each -> each.request().rows()).sum();
      assertThat(rows <= rig.policy.maxRows() || batch.size() == 1).as("%s rows", rows).isTrue();
      assertThat(batch.stream().map(FormerRig::length).distinct()).as("shapes").hasSize(1);
      for (Waiting each : batch) {
        assertThat(each.request().deadlineNs()).isGreaterThan(nowNs);
        if (isInOrder(each)) {
          long number = Long.parseLong(each.name().substring(1));
          Long before = lastByLevel.put(each.request().level(), number);
          assertThat(before == null || before < number).as("order").isTrue();
        }
      }
      boolean urgentLeft =
          rig.requests.values().stream()
              .anyMatch(
                  each ->
                      each.request().isWaiting()
                          && each.request().level() < batch.get(0).request().level());
      assertThat(urgentLeft).as("a more urgent one was left waiting").isFalse();
    }

    private boolean isInOrder(Waiting waiting) {
      QueuePolicy queue = rig.policy.queue().policyOf(waiting.request().level());
      return queue.timeoutAction() == TimeoutAction.REJECT;
    }
  }
}
