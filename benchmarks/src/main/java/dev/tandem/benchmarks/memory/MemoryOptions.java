package dev.tandem.benchmarks.memory;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What the caller of the program wants.
 *
 * @param trims whether freed memory is given back after each unload
 */
record MemoryOptions(int cycles, boolean trims) {
  static final String USAGE =
      """
      --cycles N      how often the model is loaded and unloaded (200)
      --trim BOOLEAN  give freed memory back to the system after each unload (true)
      """;

  MemoryOptions {
    if (cycles < MemoryRun.CYCLES_PER_ROW) {
      throw new IllegalArgumentException(
          "--cycles: " + cycles + " (expected: >= " + MemoryRun.CYCLES_PER_ROW + ")");
    }
  }

  static MemoryOptions parse(String... args) {
    int cycles = 200;
    boolean trims = true;
    List<String> rest = new ArrayList<>(Arrays.asList(args));
    while (!rest.isEmpty()) {
      String flag = rest.remove(0);
      if (rest.isEmpty()) {
        throw new IllegalArgumentException(flag + " (expected: a value behind one of:\n" + USAGE);
      }
      String value = rest.remove(0);
      switch (flag) {
        case "--cycles" -> cycles = Integer.parseInt(value);
        case "--trim" -> trims = Boolean.parseBoolean(value);
        default -> throw new IllegalArgumentException(flag + " (expected one of:\n" + USAGE);
      }
    }
    return new MemoryOptions(cycles, trims);
  }
}
