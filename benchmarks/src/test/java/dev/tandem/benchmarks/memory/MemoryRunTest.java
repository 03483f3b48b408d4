package dev.tandem.benchmarks.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MemoryRunTest {
  private int runs;
  private final List<Integer> rests = new ArrayList<>();

  @Test
  void waitsForTheMemoryOnlyWhereItLooks() throws IOException, InterruptedException {
    List<MemoryRow> rows = new ArrayList<>();

    new MemoryRun(counting(), rows::add).run(45);

    assertThat(runs).isEqualTo(45);
    assertThat(rows).extracting(MemoryRow::cycles).containsExactly(5, 20, 40, 45);
    assertThat(rests).containsExactly(5, 20, 40, 45);
  }

  @Test
  void tellsWhatDidNotComeBack() {
    MemoryRow first = new MemoryRow(5, 100, 10, 20);

    assertThat(MemoryRun.troubles(first, new MemoryRow(200, 104, 10, 20))).isEmpty();
    assertThat(MemoryRun.troubles(first, new MemoryRow(200, 90, 9, 19))).isEmpty();
    assertThat(MemoryRun.troubles(first, new MemoryRow(200, 106, 11, 21)))
        .containsExactly(
            "memory grew by 6.0 % from cycle 5 to 200 (expected: at most 5 %)",
            "open files: 11 (expected: 10)", "threads: 21 (expected: 20)");
  }

  @Test
  void readsOptions() {
    Path built = Path.of("frontends/target/tandem");
    assertThat(MemoryOptions.parse()).isEqualTo(new MemoryOptions(200, 100, built));
    assertThat(MemoryOptions.parse("--cycles", "6", "--megabytes", "7", "--distribution", "x"))
        .isEqualTo(new MemoryOptions(6, 7, Path.of("x")));
    assertThatThrownBy(() -> MemoryOptions.parse("--cycles", "5"))
        .hasMessage("--cycles: 5 (expected: > 5)");
  }

  private LoadCycle counting() {
    return new LoadCycle() {
      @Override
      public ProcessHandle process() {
        return ProcessHandle.current();
      }

      @Override
      public void run() {
        runs++;
      }

      @Override
      public void rest() {
        rests.add(runs);
      }
    };
  }
}
