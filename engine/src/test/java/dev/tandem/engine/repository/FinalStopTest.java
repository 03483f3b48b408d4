package dev.tandem.engine.repository;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.engine.api.InferCall;
import dev.tandem.engine.api.InferRequest;
import dev.tandem.engine.api.ResponseSink;
import dev.tandem.engine.model.ModelConfig;
import dev.tandem.engine.schedule.Scheduler;
import dev.tandem.engine.stats.ModelCounters;
import dev.tandem.engine.testkit.ManualClock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Models that take their time, and in which order they end. */
class FinalStopTest {
  private final ModelRegistry registry = new ModelRegistry();
  private final ManualClock clock = new ManualClock();
  private final FinalStop stop = new FinalStop(registry, clock);
  private final List<String> journal = new ArrayList<>();

  /** Notes what it is told; time passes while somebody waits for it. */
  private final class Slow implements Scheduler {
    private final String name;
    private long sequencesNs;
    private long requestsNs;

    Slow(String name, long sequencesNs, long requestsNs) {
      this.name = name;
      this.sequencesNs = sequencesNs;
      this.requestsNs = requestsNs;
    }

    @Override
    public void start() {}

    @Override
    public InferCall submit(InferRequest request, ResponseSink sink) {
      throw new AssertionError("submitted");
    }

    @Override
    public long requestsInside() {
      return 0;
    }

    @Override
    public long requestsTaken() {
      return 0;
    }

    @Override
    public boolean endSequences(long timeoutNs) {
      if (timeoutNs == 0) {
        journal.add(name + " ends");
      }
      long waitedNs = Math.min(sequencesNs, timeoutNs);
      sequencesNs -= waitedNs;
      clock.advanceNs(waitedNs);
      return sequencesNs == 0;
    }

    @Override
    public void refuseNew() {
      if (!journal.contains(name + " refuses")) {
        journal.add(name + " refuses");
      }
    }

    @Override
    public boolean stop(long timeoutNs) {
      long waitedNs = Math.min(requestsNs, timeoutNs);
      requestsNs -= waitedNs;
      clock.advanceNs(waitedNs);
      return requestsNs == 0;
    }
  }

  private LoadedModel model(String name, long sequencesNs, long requestsNs, LoadedModel... parts) {
    ModelConfig config =
        ModelConfig.EMPTY.withName(name).withPlatform(parts.length == 0 ? "" : "ensemble");
    for (LoadedModel part : parts) {
      assertThat(part.hold()).isTrue();
    }
    LoadedModel model =
        new LoadedModel(
            1,
            config,
            WireSpecs.configured(config, Optional.empty()),
            WireSpecs.graph(config, Optional.empty()),
            Map.of(),
            Optional.empty(),
            () -> {
              List.of(parts).forEach(LoadedModel::letGo);
              journal.add(name + " is freed");
            },
            new Slow(name, sequencesNs, requestsNs),
            new ModelCounters(0, 0));
    stop.add(List.of(model));
    return model;
  }

  @Test
  void endEnsemblesBeforeTheirParts() {
    LoadedModel part = model("part", 0, 0);
    LoadedModel inner = model("inner", 0, 0, part);
    model("outer", 0, 0, inner, part);

    assertThat(stop.stop(100)).isTrue();

    journal.removeIf(line -> line.endsWith("ends"));
    assertThat(journal)
        .containsExactly(
            "outer refuses",
            "outer is freed",
            "inner refuses",
            "inner is freed",
            "part refuses",
            "part is freed");
  }

  @Test
  void keepThePartsOfAnEnsembleThatDoesNotEnd() {
    LoadedModel part = model("part", 0, 0);
    model("ensemble", 0, 150, part);
    model("other", 0, 0);

    assertThat(stop.stop(100)).isFalse();
    assertThat(journal).contains("other is freed").doesNotContain("part is freed");

    assertThat(stop.stop(200)).isTrue();
    assertThat(journal).endsWith("ensemble is freed", "part is freed");
  }

  @Test
  void letAllSequencesEndAtATime() {
    model("slow", 90, 0);
    model("open", 10, 0);
    model("plain", 0, 0);

    assertThat(stop.stop(100)).isTrue();

    assertThat(journal.subList(0, 4))
        .containsExactly("slow ends", "open ends", "plain ends", "plain refuses");
  }
}
