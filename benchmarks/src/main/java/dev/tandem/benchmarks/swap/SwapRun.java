package dev.tandem.benchmarks.swap;

import dev.tandem.benchmarks.figures.Figure;
import dev.tandem.benchmarks.load.GrpcLoad;
import dev.tandem.benchmarks.load.PacedRun;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Phases without loads, with those of another process and with the server's own beside the same
 * traffic, which take turns.
 */
final class SwapRun {
  private static final Duration SATURATED = Duration.ofSeconds(5);

  private final GrpcLoad load;
  private final int httpPort;
  private final Path models;
  private final SwapOptions options;
  private final List<PhaseFigures> quiet = new ArrayList<>();
  private final List<PhaseFigures> beside = new ArrayList<>();
  private final List<PhaseFigures> swapping = new ArrayList<>();
  private long requests;
  private long failed;
  private int loads;

  SwapRun(GrpcLoad load, int httpPort, Path models, SwapOptions options) {
    this.load = load;
    this.httpPort = httpPort;
    this.models = models;
    this.options = options;
  }

  /**
   * What the phases came to.
   *
   * @param beside beside another process that loads and frees the large model
   * @param loads of the large model in the measured phases
   * @param failed of all requests, also those between the phases
   */
  record Outcome(
      PhaseFigures quiet,
      PhaseFigures beside,
      PhaseFigures swapping,
      int loads,
      long requests,
      long failed) {
    /** How much higher the p99 of {@code phase} is, as a share of what it is without loads. */
    double rise(PhaseFigures phase) {
      return phase.p99() / quiet.p99() - 1;
    }
  }

  Outcome run() throws IOException {
    warmUp();
    for (int round = 0; round < options.rounds(); round++) {
      quiet.add(PhaseFigures.of(send(options.phase())));
      QuietProcess other = OtherLoads.start(models);
      try {
        beside.add(PhaseFigures.of(send(options.phase())));
      } finally {
        other.end();
      }
      Swaps swaps = Swaps.start(httpPort);
      swapping.add(PhaseFigures.of(send(options.phase())));
      loads += swaps.stop();
      System.err.printf(
          "round %d: p99 %s µs, beside another process %s µs, with loads %s µs; %d loads so far%n",
          round + 1,
          Figure.of(quiet.get(round).p99()),
          Figure.of(beside.get(round).p99()),
          Figure.of(swapping.get(round).p99()),
          loads);
      send(SwapOptions.GAP);
    }
    return new Outcome(
        PhaseFigures.median(quiet),
        PhaseFigures.median(beside),
        PhaseFigures.median(swapping),
        loads,
        requests,
        failed);
  }

  /** The JVM compiles what serves, and what loads, before anything counts. */
  private void warmUp() throws IOException {
    load.run(SATURATED);
    Swaps swaps = Swaps.start(httpPort);
    send(SwapOptions.WARM_UP.minus(SATURATED).minus(SwapOptions.GAP));
    swaps.stop();
    send(SwapOptions.GAP);
  }

  private PacedRun send(Duration duration) {
    PacedRun run = load.run(duration, options.perSecond());
    requests += run.run().latencies().count() + run.run().failed();
    failed += run.run().failed();
    return run;
  }
}
