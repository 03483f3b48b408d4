package dev.tandem.benchmarks.soak;

import ai.onnxruntime.OrtException;
import dev.tandem.benchmarks.endtoend.Machine;
import dev.tandem.benchmarks.endtoend.ServerProcess;
import dev.tandem.benchmarks.endtoend.TemporaryFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Starts the server, keeps it busy with clients that cancel, give up, break off and send nonsense,
 * and fails where anything is left of them afterwards. Run it with make soak.
 */
public final class Soak {
  private static final int KEPT_LOG_LINES = 20;

  private Soak() {}

  public static void main(String[] args) throws IOException, OrtException, InterruptedException {
    SoakOptions options = SoakOptions.parse(args);
    List<String> troubles;
    try (TemporaryFolder models = TemporaryFolder.create("tandem-soak")) {
      SoakModels.write(models.path());
      troubles = soak(options, models.path());
    }
    troubles.forEach(trouble -> System.out.println("WRONG: " + trouble));
    System.out.println(troubles.isEmpty() ? "The soak passed." : "The soak failed.");
    System.exit(troubles.isEmpty() ? 0 : 1);
  }

  private static List<String> soak(SoakOptions options, Path models)
      throws IOException, OrtException, InterruptedException {
    System.out.printf(
        "%s; %s, %d callers, seed %d%n",
        Machine.describe(), options.duration(), options.callers(), options.seed());
    Queue<String> log = new ConcurrentLinkedQueue<>();
    Questions questions = Questions.of(models, options.seed());
    try (ServerProcess process = ServerProcess.start(options.distribution(), models, log::add)) {
      SoakRun run = new SoakRun(process.server(), questions, options);
      List<String> troubles = new ArrayList<>(run.run());
      log.stream()
          .limit(KEPT_LOG_LINES)
          .forEach(line -> troubles.add("the server logged: " + line));
      return troubles;
    }
  }
}
