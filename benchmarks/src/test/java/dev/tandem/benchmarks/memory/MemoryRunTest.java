package dev.tandem.benchmarks.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MemoryRunTest {
  private int runs;

  @Test
  void looksAfterEveryFifthCycle() throws IOException, InterruptedException {
    List<MemoryRow> rows = new ArrayList<>();

    new MemoryRun(counting(), rows::add).run(12);

    assertThat(runs).isEqualTo(12);
    assertThat(rows).extracting(MemoryRow::cycles).containsExactly(5, 10);
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
    assertThat(MemoryOptions.parse()).isEqualTo(new MemoryOptions(200, true));
    assertThat(MemoryOptions.parse("--cycles", "5", "--trim", "false"))
        .isEqualTo(new MemoryOptions(5, false));
    assertThatThrownBy(() -> MemoryOptions.parse("--cycles", "4"))
        .hasMessage("--cycles: 4 (expected: >= 5)");
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
      public void close() {}
    };
  }
}
