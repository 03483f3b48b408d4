package dev.tandem.benchmarks.endtoend;

import ai.onnxruntime.OrtException;
import dev.tandem.benchmarks.cases.Answer;
import dev.tandem.benchmarks.cases.BenchCase;
import dev.tandem.benchmarks.floor.EchoProcess;
import dev.tandem.benchmarks.floor.OrtFloor;
import dev.tandem.benchmarks.load.Load;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.agrona.CloseHelper;

/** Measures one case: the server, and in turn with it the servers that do less. */
final class CaseRunner {
  private static final int MAX_WARM_UPS = 6;
  private static final double STILL_WARMING = 0.95;

  private final MeasuredServer server;
  private final EchoProcess echo;
  private final Path models;
  private final BenchOptions options;

  CaseRunner(MeasuredServer server, EchoProcess echo, Path models, BenchOptions options) {
    this.server = server;
    this.echo = echo;
    this.models = models;
    this.options = options;
  }

  /** The server's answer, which must be ONNX Runtime's. */
  static byte[] checkedAnswer(MeasuredServer server, BenchCase bench, Path models)
      throws OrtException {
    try (Load load = server.load(bench);
        OrtFloor floor = new OrtFloor(modelFile(models, bench))) {
      byte[] body = load.ask();
      floor
          .answer(bench.inputs())
          .requireEqual(Answer.of(bench.protocol(), body), bench.inputs().get(0).type());
      return body;
    }
  }

  /**
   * Sends for a while, for the servers to learn what they will have to do: a case with few requests
   * would else be over before they have compiled their code.
   */
  void rehearse(BenchCase bench, String echoName) {
    List<Contender> contenders = contenders(bench, echoName);
    try {
      contenders.forEach(contender -> contender.run(options.round()));
    } finally {
      CloseHelper.closeAll(contenders);
    }
  }

  /** {@code echoName} names the case's answer where the echo server has it. */
  CaseFigures measure(BenchCase bench, String echoName) throws OrtException {
    List<Contender> contenders = contenders(bench, echoName);
    try (ReachedBatch batch = new ReachedBatch(server.grpcPort())) {
      contenders.forEach(contender -> contender.warmUp(options.round()));
      ReachedBatch.Counts before = batch.counts(bench.model());
      for (int i = 0; i < options.rounds(); i++) {
        contenders.forEach(contender -> contender.round(options.round()));
      }
      double rows = batch.counts(bench.model()).batchSince(before);
      return figures(bench, contenders, rows);
    } finally {
      CloseHelper.closeAll(contenders);
    }
  }

  private CaseFigures figures(BenchCase bench, List<Contender> contenders, double rows)
      throws OrtException {
    try (OrtFloor floor = new OrtFloor(modelFile(models, bench))) {
      double one = floor.cpuMicrosPerRow(bench.inputs(), 1);
      int reached = (int) Math.max(1, Math.round(rows));
      return new CaseFigures(
          bench.name(),
          contenders.get(0).median(),
          rows,
          ProcessUsage.residentMegabytes(server.process()),
          Double.NaN,
          Double.NaN,
          one,
          reached == 1 ? one : floor.cpuMicrosPerRow(bench.inputs(), reached),
          bench.isGrpc() ? contenders.get(1).median().cpuMicros() : Double.NaN,
          bench.isGrpc() ? contenders.get(2).median().cpuMicros() : Double.NaN);
    }
  }

  private List<Contender> contenders(BenchCase bench, String echoName) {
    List<Contender> contenders = new ArrayList<>();
    contenders.add(new Contender(server.load(bench), server.process()));
    if (bench.isGrpc()) {
      contenders.add(new Contender(echo(bench, EchoProcess.generated(echoName)), echo.handle()));
      contenders.add(new Contender(echo(bench, EchoProcess.raw(echoName)), echo.handle()));
    }
    return contenders;
  }

  /** The load of {@code bench} on the echo server, with messages as bytes. */
  Load rawEcho(BenchCase bench, String echoName) {
    return echo(bench, EchoProcess.raw(echoName));
  }

  private Load echo(BenchCase bench, String method) {
    return CaseLoad.of(bench, echo.port(), method);
  }

  private static Path modelFile(Path models, BenchCase bench) {
    return models.resolve(bench.graph()).resolve("1").resolve("model.onnx");
  }

  /** A load on a process, and its rounds so far. */
  private record Contender(Load load, ProcessHandle process, List<Round> rounds)
      implements AutoCloseable {
    Contender(Load load, ProcessHandle process) {
      this(load, process, new ArrayList<>());
    }

    /** Until a round is hardly cheaper than the one before. */
    void warmUp(Duration duration) {
      double before = Double.POSITIVE_INFINITY;
      for (int i = 0; i < MAX_WARM_UPS; i++) {
        double cpuMicros = run(duration).cpuMicros();
        if (!(cpuMicros < before * STILL_WARMING)) {
          return;
        }
        before = cpuMicros;
      }
    }

    Round run(Duration duration) {
      return Round.run(load, process, duration);
    }

    void round(Duration duration) {
      rounds.add(run(duration));
    }

    Round median() {
      return Round.median(rounds);
    }

    @Override
    public void close() {
      load.close();
    }
  }
}
