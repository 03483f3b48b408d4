package dev.tandem.benchmarks.memory;

import dev.tandem.benchmarks.endtoend.ProcessUsage;

/** What a process holds after so many cycles. */
record MemoryRow(int cycles, double residentMegabytes, double openFiles, double threads) {
  static MemoryRow of(ProcessHandle process, int cycles) {
    return new MemoryRow(
        cycles,
        ProcessUsage.residentMegabytes(process),
        ProcessUsage.openFiles(process),
        ProcessUsage.threads(process));
  }

  /** How much more memory this is than {@code first}, as a share of that. */
  double growthFrom(MemoryRow first) {
    return residentMegabytes / first.residentMegabytes - 1;
  }

  @Override
  public String toString() {
    return "%6d cycles %8.1f MB %5.0f files %4.0f threads"
        .formatted(cycles, residentMegabytes, openFiles, threads);
  }
}
