package dev.tandem.benchmarks.memory;

import dev.tandem.benchmarks.endtoend.Machine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Loads and unloads a model of 100 MB, and fails where memory, files or threads do not come back.
 * Run it with make memory, which touches the whole Java heap first, so that it does not count as
 * growth.
 */
public final class Memory {
  private Memory() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    MemoryOptions options = MemoryOptions.parse(args);
    System.out.println(Machine.describe() + "; " + options);
    Path models = Files.createTempDirectory("tandem-memory");
    List<String> troubles;
    try {
      LargeModel.write(models);
      try (LoadCycle cycle = new EngineCycle(models, options.trims())) {
        troubles = new MemoryRun(cycle, System.out::println).run(options.cycles());
      }
    } finally {
      delete(models);
    }
    troubles.forEach(trouble -> System.out.println("WRONG: " + trouble));
    System.out.println(troubles.isEmpty() ? "All of it came back." : "Not all of it came back.");
    System.exit(troubles.isEmpty() ? 0 : 1);
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
