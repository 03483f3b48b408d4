package dev.tandem.benchmarks.swap;

import dev.tandem.benchmarks.figures.Figure;
import dev.tandem.benchmarks.figures.Latencies;
import dev.tandem.benchmarks.figures.Median;
import dev.tandem.benchmarks.load.PacedRun;
import java.util.List;

/**
 * What the traffic felt in one phase, in microseconds.
 *
 * @param late the p99 of how late the client itself sent, which is in all others
 */
record PhaseFigures(double p50, double p99, double p999, double max, double late) {
  static final List<String> HEADER =
      List.of("phase", "p50 µs", "p99 µs", "p99.9 µs", "max µs", "sent late p99 µs");

  static PhaseFigures of(PacedRun paced) {
    Latencies latencies = paced.run().latencies();
    return new PhaseFigures(
        latencies.percentileMicros(50),
        latencies.percentileMicros(99),
        latencies.percentileMicros(99.9),
        latencies.percentileMicros(100),
        paced.lateness().percentileMicros(99));
  }

  /** Figure by figure, so that one disturbed phase moves none. */
  static PhaseFigures median(List<PhaseFigures> phases) {
    return new PhaseFigures(
        Median.of(phases, PhaseFigures::p50),
        Median.of(phases, PhaseFigures::p99),
        Median.of(phases, PhaseFigures::p999),
        Median.of(phases, PhaseFigures::max),
        Median.of(phases, PhaseFigures::late));
  }

  List<String> cells(String name) {
    return List.of(
        name, Figure.of(p50), Figure.of(p99), Figure.of(p999), Figure.of(max), Figure.of(late));
  }
}
