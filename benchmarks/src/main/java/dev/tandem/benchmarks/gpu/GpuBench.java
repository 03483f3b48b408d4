package dev.tandem.benchmarks.gpu;

import ai.onnxruntime.OrtException;
import dev.tandem.benchmarks.cases.Answer;
import dev.tandem.benchmarks.cases.BenchCase;
import dev.tandem.benchmarks.cases.Protocol;
import dev.tandem.benchmarks.cases.SampleInput;
import dev.tandem.benchmarks.endtoend.Machine;
import dev.tandem.benchmarks.endtoend.MeasuredServer;
import dev.tandem.benchmarks.endtoend.ServerProcess;
import dev.tandem.benchmarks.endtoend.TemporaryFolder;
import dev.tandem.benchmarks.figures.FigureTable;
import dev.tandem.benchmarks.figures.Median;
import dev.tandem.benchmarks.floor.OrtFloor;
import dev.tandem.benchmarks.gpu.GpuModels.GpuModel;
import dev.tandem.benchmarks.load.GrpcLoad;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Starts the GPU distribution, checks what it answers against the CPU, and prints what it gives
 * beside ONNX Runtime alone. Run it with benchmarks/gpu.sh.
 */
public final class GpuBench {
  private static final double TOLERANCE = 1e-3;
  private static final double ROUNDED_TOLERANCE = 1e-2;
  private static final int CONNECTIONS = 4;

  /** Enough for two batches of the largest size and two more on their way. */
  private static final int ROWS_IN_FLIGHT = 4 * GpuModels.MAX_ROWS;

  private static final int LEAST_PER_CONNECTION = 2;
  private static final int MOST_PER_CONNECTION = 64;

  private GpuBench() {}

  public static void main(String[] args) throws IOException, OrtException, InterruptedException {
    GpuOptions options = GpuOptions.parse(args);
    try (TemporaryFolder temporary = TemporaryFolder.create("tandem-gpu")) {
      GpuModels.write(temporary.path(), options);
      try (ServerProcess started =
          ServerProcess.start(
              options.distribution(), temporary.path(), line -> System.err.println(line))) {
        measure(started.server(), temporary.path(), options);
      }
    }
  }

  private static void measure(MeasuredServer server, Path models, GpuOptions options)
      throws OrtException, InterruptedException {
    for (GpuModel model : GpuModels.ALL) {
      check(server, models, model, options);
    }
    List<GpuFigures> figures = new ArrayList<>();
    for (GpuModel model : GpuModels.ALL) {
      for (int rows : options.rows()) {
        figures.add(figures(server, models, model, rows, options));
        System.err.println(figures.get(figures.size() - 1).cells());
      }
    }
    System.out.println(Machine.describe());
    System.out.println(options);
    System.out.println();
    System.out.println(
        new FigureTable(GpuFigures.HEADER, figures.stream().map(GpuFigures::cells).toList())
            .toText());
    GpuModels.ALL.forEach(model -> System.out.println(GpuFigures.best(model.name(), figures)));
  }

  private static void check(MeasuredServer server, Path models, GpuModel model, GpuOptions options)
      throws OrtException {
    double tolerance = options.tensorFloats() ? ROUNDED_TOLERANCE : TOLERANCE;
    try (OrtFloor onCpu = new OrtFloor(GpuModels.graph(models, model))) {
      Answer expected = onCpu.answer(List.of(model.row()));
      for (int rows : options.rows()) {
        try (GrpcLoad load = server.grpcLoad(bench(model, rows, 1, 1))) {
          Answer.of(Protocol.GRPC, load.ask()).requireRepeated(expected, rows, tolerance);
        }
      }
    }
    System.err.printf(
        "%s answers as the CPU does, within %s of its largest value%n", model.name(), tolerance);
  }

  private static GpuFigures figures(
      MeasuredServer server, Path models, GpuModel model, int rows, GpuOptions options)
      throws OrtException, InterruptedException {
    int perConnection = perConnection(rows);
    double served;
    try (GrpcLoad load = server.grpcLoad(bench(model, rows, CONNECTIONS, perConnection))) {
      load.run(options.round());
      List<Double> rounds = new ArrayList<>();
      for (int i = 0; i < options.rounds(); i++) {
        rounds.add(load.run(options.round()).requestsPerSecond() * rows);
      }
      served = Median.of(rounds, round -> round);
    }
    try (BareLoop loop = new BareLoop(GpuModels.graph(models, model), options)) {
      return new GpuFigures(
          model.name(),
          rows,
          CONNECTIONS * perConnection,
          served,
          loop.rowsPerSecond(model.row(), rows, 1, options.round()),
          loop.rowsPerSecond(model.row(), rows, 2, options.round()));
    }
  }

  static int perConnection(int rows) {
    int wanted = ROWS_IN_FLIGHT / rows / CONNECTIONS;
    return Math.min(MOST_PER_CONNECTION, Math.max(LEAST_PER_CONNECTION, wanted));
  }

  private static BenchCase bench(GpuModel model, int rows, int connections, int perConnection) {
    SampleInput input = model.row().repeated(rows);
    return new BenchCase(
        model.name() + " " + rows,
        model.name(),
        Protocol.GRPC,
        List.of(input),
        connections,
        perConnection);
  }
}
