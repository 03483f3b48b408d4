package dev.tandem.benchmarks.memory;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Loads and unloads, and looks at the process now and then. Only in front of a look does it wait
 * for what was unloaded to be freed; in between, several models are on their way out at a time.
 */
final class MemoryRun {
  /** The cycle with which all later ones are compared. */
  static final int FIRST_ROW = 5;

  private static final int CYCLES_PER_ROW = 20;
  private static final double MAX_GROWTH = 0.05;
  private static final int SETTLING_LOOKS = 15;

  private final LoadCycle cycle;
  private final Consumer<MemoryRow> rows;

  MemoryRun(LoadCycle cycle, Consumer<MemoryRow> rows) {
    this.cycle = cycle;
    this.rows = rows;
  }

  /** What did not come back, compared with the first row; empty where all is well. */
  List<String> run(int cycles) throws IOException, InterruptedException {
    List<MemoryRow> seen = new ArrayList<>();
    for (int done = 1; done <= cycles; done++) {
      cycle.run();
      if (done == FIRST_ROW || done % CYCLES_PER_ROW == 0 || done == cycles) {
        cycle.rest();
        MemoryRow row = MemoryRow.of(cycle.process(), done);
        seen.add(row);
        rows.accept(row);
      }
    }
    return troubles(seen.get(0), settled(seen.get(0), seen.get(seen.size() - 1)));
  }

  /** Threads that have nothing left to do take a moment to end. */
  private MemoryRow settled(MemoryRow first, MemoryRow last) throws InterruptedException {
    MemoryRow row = last;
    for (int looks = 0; looks < SETTLING_LOOKS && row.threads() > first.threads(); looks++) {
      TimeUnit.SECONDS.sleep(1);
      row = MemoryRow.of(cycle.process(), last.cycles());
    }
    return row;
  }

  static List<String> troubles(MemoryRow first, MemoryRow last) {
    List<String> troubles = new ArrayList<>();
    double growth = last.growthFrom(first);
    if (growth > MAX_GROWTH) {
      troubles.add(
          "memory grew by %.1f %% from cycle %d to %d (expected: at most %.0f %%)"
              .formatted(100 * growth, first.cycles(), last.cycles(), 100 * MAX_GROWTH));
    }
    if (last.openFiles() > first.openFiles()) {
      troubles.add(
          "open files: %.0f (expected: %.0f)".formatted(last.openFiles(), first.openFiles()));
    }
    if (last.threads() > first.threads()) {
      troubles.add("threads: %.0f (expected: %.0f)".formatted(last.threads(), first.threads()));
    }
    return troubles;
  }
}
