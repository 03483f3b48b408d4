package dev.tandem.benchmarks.memory;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What the caller of the program wants. */
record MemoryOptions(int cycles, int megabytes, Path distribution) {
  static final String USAGE =
      """
      --cycles N          how often the model is loaded and unloaded (200)
      --megabytes N       size of the model (100)
      --distribution DIR  the server to start (frontends/target/tandem)
      """;

  MemoryOptions {
    if (cycles <= MemoryRun.FIRST_ROW) {
      throw new IllegalArgumentException(
          "--cycles: " + cycles + " (expected: > " + MemoryRun.FIRST_ROW + ")");
    }
    if (megabytes < 1) {
      throw new IllegalArgumentException("--megabytes: " + megabytes + " (expected: >= 1)");
    }
  }

  static MemoryOptions parse(String... args) {
    int cycles = 200;
    int megabytes = 100;
    Path distribution = Path.of("frontends", "target", "tandem");
    List<String> rest = new ArrayList<>(Arrays.asList(args));
    while (!rest.isEmpty()) {
      String flag = rest.remove(0);
      if (rest.isEmpty()) {
        throw new IllegalArgumentException(flag + " (expected: a value behind one of:\n" + USAGE);
      }
      String value = rest.remove(0);
      switch (flag) {
        case "--cycles" -> cycles = Integer.parseInt(value);
        case "--megabytes" -> megabytes = Integer.parseInt(value);
        case "--distribution" -> distribution = Path.of(value);
        default -> throw new IllegalArgumentException(flag + " (expected one of:\n" + USAGE);
      }
    }
    return new MemoryOptions(cycles, megabytes, distribution);
  }
}
