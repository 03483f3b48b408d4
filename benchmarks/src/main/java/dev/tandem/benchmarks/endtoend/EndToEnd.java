package dev.tandem.benchmarks.endtoend;

import ai.onnxruntime.OrtException;
import dev.tandem.benchmarks.cases.BenchCase;
import dev.tandem.benchmarks.cases.BenchCases;
import dev.tandem.benchmarks.figures.Figure;
import dev.tandem.benchmarks.figures.FigureTable;
import dev.tandem.benchmarks.floor.EchoProcess;
import dev.tandem.benchmarks.models.BenchmarkModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Starts the server, measures it case by case, and prints the table. Run it with make bench. */
public final class EndToEnd {
  private static final long IDLE_SECONDS = 10;
  private static final String CACHE = "--cache-config=local,size=16777216";

  private EndToEnd() {}

  public static void main(String[] args) throws IOException, OrtException, InterruptedException {
    BenchOptions options = BenchOptions.parse(args);
    try (TemporaryFolder temporary = TemporaryFolder.create("tandem-bench")) {
      measure(options, temporary.path());
    }
  }

  private static void measure(BenchOptions options, Path temporary)
      throws IOException, OrtException, InterruptedException {
    Path models = options.models().orElse(temporary.resolve("models"));
    if (!Files.exists(models)) {
      BenchmarkModels.write(models);
    }
    if (options.server().isPresent()) {
      measure(MeasuredServer.of(options.server().get()), models, temporary, options);
      return;
    }
    try (ServerProcess started =
        ServerProcess.start(
            options.distribution(), models, line -> System.err.println(line), CACHE)) {
      measure(started.server(), models, temporary, options);
    }
  }

  private static void measure(
      MeasuredServer server, Path models, Path temporary, BenchOptions options)
      throws IOException, OrtException, InterruptedException {
    List<BenchCase> cases = BenchCases.matching(options.only());
    Map<String, byte[]> answers = new LinkedHashMap<>();
    for (int i = 0; i < cases.size(); i++) {
      byte[] answer = CaseRunner.checkedAnswer(server, cases.get(i), models);
      if (cases.get(i).isGrpc()) {
        answers.put(echoName(i), answer);
      }
    }
    List<CaseFigures> figures = new ArrayList<>();
    String idle;
    Map<String, Double> heap;
    Map<String, Double> echoHeap;
    try (EchoProcess echo = EchoProcess.start(temporary.resolve("answers"), answers)) {
      CaseRunner runner = new CaseRunner(server, echo, models, options);
      for (int i = 0; i < cases.size(); i++) {
        runner.rehearse(cases.get(i), echoName(i));
      }
      for (int i = 0; i < cases.size(); i++) {
        CaseFigures measured = runner.measure(cases.get(i), echoName(i));
        System.err.printf(
            "%-28s %9s µs CPU %9s req/s%n",
            measured.name(),
            Figure.of(measured.round().cpuMicros()),
            Figure.of(measured.round().requestsPerSecond()));
        figures.add(measured);
      }
      idle = idle(server);
      heap = HeapPerRequest.measure(server.process(), cases, server::load);
      echoHeap =
          HeapPerRequest.measure(
              echo.handle(),
              cases.stream().filter(BenchCase::isGrpc).toList(),
              bench -> runner.rawEcho(bench, echoName(cases.indexOf(bench))));
    }
    print(withHeap(figures, heap, echoHeap), idle, options);
  }

  private static String echoName(int index) {
    return "case" + index;
  }

  private static String idle(MeasuredServer server) throws InterruptedException {
    double before = ProcessUsage.liveThreadsCpuMicros(server.process());
    long startNs = System.nanoTime();
    Thread.sleep(IDLE_SECONDS * 1000);
    double used = ProcessUsage.liveThreadsCpuMicros(server.process()) - before;
    double elapsedMicros = (System.nanoTime() - startNs) / 1_000.0;
    return "idle: %s %% of a core; resident: %s MB"
        .formatted(
            Figure.of(100 * used / elapsedMicros),
            Figure.of(ProcessUsage.residentMegabytes(server.process())));
  }

  private static List<CaseFigures> withHeap(
      List<CaseFigures> figures, Map<String, Double> heap, Map<String, Double> echoHeap) {
    return figures.stream()
        .map(
            each ->
                each.withHeapBytes(
                    heap.getOrDefault(each.name(), Double.NaN),
                    echoHeap.getOrDefault(each.name(), Double.NaN)))
        .toList();
  }

  private static void print(List<CaseFigures> figures, String idle, BenchOptions options) {
    FigureTable table =
        new FigureTable(CaseFigures.HEADER, figures.stream().map(CaseFigures::cells).toList());
    System.out.println(Machine.describe());
    System.out.println(
        "%d rounds of %s s, medians".formatted(options.rounds(), options.round().toMillis() / 1e3));
    System.out.println();
    System.out.println(options.markdown() ? table.toMarkdown() : table.toText());
    System.out.println(idle);
  }
}
