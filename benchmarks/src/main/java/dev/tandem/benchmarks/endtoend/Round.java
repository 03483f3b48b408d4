package dev.tandem.benchmarks.endtoend;

import dev.tandem.benchmarks.figures.Median;
import dev.tandem.benchmarks.load.Load;
import dev.tandem.benchmarks.load.LoadRun;
import java.time.Duration;
import java.util.List;

/**
 * What one round of a load cost and gave.
 *
 * @param cpuMicros of the server's process, user and system, for each request
 */
record Round(
    double cpuMicros,
    double requestsPerSecond,
    double meanMicros,
    double p99Micros,
    long failed,
    double answerBytes) {
  private static final double P99 = 99;

  static Round run(Load load, ProcessHandle server, Duration duration) {
    double before = ProcessUsage.cpuMicros(server);
    LoadRun run = load.run(duration);
    double used = ProcessUsage.cpuMicros(server) - before;
    return new Round(
        used / run.latencies().count(),
        run.requestsPerSecond(),
        run.latencies().meanMicros(),
        run.latencies().percentileMicros(P99),
        run.failed(),
        run.bytesPerAnswer());
  }

  /** The median of each figure by itself; failures add up. */
  static Round median(List<Round> rounds) {
    return new Round(
        Median.of(rounds, Round::cpuMicros),
        Median.of(rounds, Round::requestsPerSecond),
        Median.of(rounds, Round::meanMicros),
        Median.of(rounds, Round::p99Micros),
        rounds.stream().mapToLong(Round::failed).sum(),
        Median.of(rounds, Round::answerBytes));
  }
}
