package dev.tandem.benchmarks.memory;

import dev.tandem.benchmarks.cases.BenchCase;
import dev.tandem.benchmarks.cases.BenchCases;
import dev.tandem.benchmarks.endtoend.Machine;
import dev.tandem.benchmarks.endtoend.MeasuredServer;
import dev.tandem.benchmarks.endtoend.ServerProcess;
import dev.tandem.benchmarks.endtoend.TemporaryFolder;
import dev.tandem.benchmarks.load.GrpcLoad;
import dev.tandem.benchmarks.models.BenchmarkModels;
import dev.tandem.benchmarks.models.LargeModel;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Starts the server, loads and unloads a model of 100 MB in it, and fails where memory, files or
 * threads do not come back. Run it with make memory.
 */
public final class Memory {
  private static final BenchCase TRAFFIC = BenchCases.matching(List.of("grpc simple c64")).get(0);
  private static final Duration WARM_UP = Duration.ofSeconds(15);

  private Memory() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    MemoryOptions options = MemoryOptions.parse(args);
    System.out.println(Machine.describe() + "; " + options);
    List<String> troubles;
    try (TemporaryFolder models = TemporaryFolder.create("tandem-memory")) {
      BenchmarkModels.write(models.path());
      LargeModel.write(models.path(), options.megabytes());
      troubles = measure(options, models.path());
    }
    troubles.forEach(trouble -> System.out.println("WRONG: " + trouble));
    System.out.println(troubles.isEmpty() ? "All of it came back." : "Not all of it came back.");
    System.exit(troubles.isEmpty() ? 0 : 1);
  }

  private static List<String> measure(MemoryOptions options, Path models)
      throws IOException, InterruptedException {
    try (ServerProcess process =
        ServerProcess.start(
            options.distribution(),
            models,
            line -> System.err.println(line),
            "--model-control-mode=explicit",
            "--load-model=" + TRAFFIC.model())) {
      MeasuredServer server = process.server();
      warmUp(server);
      return new MemoryRun(new ServerCycle(server), System.out::println).run(options.cycles());
    }
  }

  /**
   * A server takes its Java heap from the system bit by bit with its first requests, which is no
   * growth; so it gets enough of them to have all of it before the first load.
   */
  private static void warmUp(MeasuredServer server) {
    try (GrpcLoad load = server.grpcLoad(TRAFFIC)) {
      load.run(WARM_UP);
    }
  }
}
