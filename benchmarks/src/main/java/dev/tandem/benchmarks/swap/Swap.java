package dev.tandem.benchmarks.swap;

import dev.tandem.benchmarks.cases.BenchCase;
import dev.tandem.benchmarks.cases.BenchCases;
import dev.tandem.benchmarks.endtoend.Machine;
import dev.tandem.benchmarks.endtoend.MeasuredServer;
import dev.tandem.benchmarks.endtoend.ServerProcess;
import dev.tandem.benchmarks.endtoend.TemporaryFolder;
import dev.tandem.benchmarks.figures.Figure;
import dev.tandem.benchmarks.figures.FigureTable;
import dev.tandem.benchmarks.load.GrpcLoad;
import dev.tandem.benchmarks.models.BenchmarkModels;
import dev.tandem.benchmarks.models.LargeModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Starts the server, sends one model steady traffic well below what it can do, and loads and
 * unloads a large model beside it; fails where a request fails. Run it with make swap.
 */
public final class Swap {
  private Swap() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    SwapOptions options = SwapOptions.parse(args);
    BenchCase bench = bench(options.bench());
    Queue<String> log = new ConcurrentLinkedQueue<>();
    SwapRun.Outcome outcome;
    try (TemporaryFolder models = TemporaryFolder.create("tandem-swap")) {
      BenchmarkModels.write(models.path());
      LargeModel.write(models.path(), options.megabytes());
      outcome = measure(options, bench, models.path(), log);
    }
    System.out.printf(
        "%s%n'%s' at %d requests/s beside loads of %d MB; %d rounds of 3 x %s s, medians%n%n",
        Machine.describe(),
        bench.name(),
        options.perSecond(),
        options.megabytes(),
        options.rounds(),
        Figure.of(options.phase().toMillis() / 1e3));
    print(outcome);
    log.forEach(line -> System.out.println("WRONG: the server logged: " + line));
    System.exit(outcome.failed() == 0 && log.isEmpty() ? 0 : 1);
  }

  private static BenchCase bench(String name) {
    return BenchCases.matching(List.of(name)).stream()
        .filter(each -> each.isGrpc() && !each.hasSequences())
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "--case: " + name + " (expected: a gRPC case without sequences)"));
  }

  private static SwapRun.Outcome measure(
      SwapOptions options, BenchCase bench, Path models, Queue<String> log) throws IOException {
    try (ServerProcess process =
        ServerProcess.start(
            options.distribution(),
            models,
            log::add,
            "--model-control-mode=explicit",
            "--load-model=" + bench.model())) {
      MeasuredServer server = process.server();
      try (GrpcLoad load = server.grpcLoad(bench)) {
        return new SwapRun(load, server.httpPort(), models, options).run();
      }
    }
  }

  private static void print(SwapRun.Outcome outcome) {
    FigureTable table =
        new FigureTable(
            PhaseFigures.HEADER,
            List.of(
                outcome.quiet().cells("quiet"),
                outcome.beside().cells("loads in another process"),
                outcome.swapping().cells("loads in the server")));
    System.out.println(table.toText());
    System.out.printf(
        "p99 %s %% higher with loads (goal: below 20 %%), %s %% with those of another process;"
            + " %s loads; %s requests, %s failed%n",
        Figure.of(100 * outcome.rise(outcome.swapping())),
        Figure.of(100 * outcome.rise(outcome.beside())),
        Figure.count(outcome.loads()),
        Figure.count(outcome.requests()),
        Figure.count(outcome.failed()));
  }
}
