package dev.tandem.engine.stats;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.engine.stats.LoadCounters.Load;
import org.junit.jupiter.api.Test;

class EngineCountersTest {
  private static final PhaseTimes TIMES = new PhaseTimes(5_000, 6_000, 7_000, 8_000);

  private final EngineCounters counters = new EngineCounters();

  @Test
  void countsBatchesOfModelsThatAreGoneToo() {
    for (int i = 0; i < 2; i++) {
      ModelCounters model = new ModelCounters(8, 0, counters.batching(), rows -> 8);
      model.executed(5, TIMES, 0);
      model.succeeded(2, 1_000, 1_000, TIMES, 8_000);
      model.succeeded(3, 3_000, 3_000, TIMES, 8_000);
    }

    BatchingCounters batching = counters.batching();
    assertThat(batching.runs()).isEqualTo(2);
    assertThat(batching.queueMicros().sum()).isEqualTo(2 * (4 + 2));
    assertThat(batching.inputRows().sum()).isEqualTo(2 * (2 + 3));
    assertThat(batching.processedRows().sum()).isEqualTo(2 * 8);
    assertThat(batching.paddingBySize()).containsOnlyKeys(8);
    assertThat(batching.paddingBySize().values())
        .extracting(HistogramCounts::sum)
        .containsExactly(2L * 3);
  }

  @Test
  void doesNotCountBatchesOfOtherModels() {
    ModelCounters model = new ModelCounters(8, 0);
    model.executed(5, TIMES, 0);
    model.succeeded(5, 1_000, 1_000, TIMES, 8_000);

    assertThat(counters.batching().runs()).isZero();
    assertThat(counters.batching().inputRows().sum()).isZero();
  }

  @Test
  void tellsABoundedNumberOfSizesApart() {
    for (int rows = 1; rows <= 2 * BatchingCounters.MAX_SIZES; rows++) {
      counters.batching().executed(rows, rows);
    }

    assertThat(counters.batching().paddingBySize()).hasSize(BatchingCounters.MAX_SIZES);
    assertThat(counters.batching().runs()).isEqualTo(2 * BatchingCounters.MAX_SIZES);
  }

  @Test
  void sumsLoadsUpByFolder() {
    counters.loads().failed("/m/1");
    counters.loads().succeeded("/m/1", 30);
    counters.loads().succeeded("/m/1", 12);
    counters.loads().failed("/m/2");

    assertThat(counters.loads().snapshot())
        .containsExactly(new Load("/m/1", 2, 1, 42), new Load("/m/2", 0, 1, 0));
  }

  @Test
  void forgetsTheFirstFolders() {
    for (int version = 0; version <= LoadCounters.MAX_FOLDERS; version++) {
      counters.loads().succeeded("/m/" + version, 1);
    }

    assertThat(counters.loads().snapshot())
        .hasSize(LoadCounters.MAX_FOLDERS)
        .doesNotContain(new Load("/m/0", 1, 0, 1));
  }
}
