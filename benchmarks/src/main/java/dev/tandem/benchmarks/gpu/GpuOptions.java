package dev.tandem.benchmarks.gpu;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What the caller of the program wants.
 *
 * @param onGpu false to try the program itself where there is no GPU
 * @param tensorFloats whether the GPU may round the inputs of products to ten bits
 * @param tensorRt whether TensorRT runs what it can
 * @param rows the sizes of requests
 */
record GpuOptions(
    Path distribution,
    boolean onGpu,
    boolean tensorFloats,
    boolean tensorRt,
    List<Integer> rows,
    int rounds,
    Duration round) {
  static final String USAGE =
      """
      --distribution DIR   the server to start (frontends/target/tandem-gpu)
      --device gpu|cpu     cpu tries the program itself where there is no GPU (gpu)
      --tensorrt           lets TensorRT run what it can
      --tf32               lets the GPU round the inputs of products to ten bits, and asks less of the answers
      --rows N,...         rows of each request (1,8,32,128)
      --rounds N           rounds for each size, of which the median counts (3)
      --seconds N          length of a round (2)
      """;

  GpuOptions {
    rows = List.copyOf(rows);
    if (rows.isEmpty() || rows.stream().anyMatch(size -> size < 1 || size > GpuModels.MAX_ROWS)) {
      throw new IllegalArgumentException(
          "--rows: %s (expected: from 1 to %d)".formatted(rows, GpuModels.MAX_ROWS));
    }
    if (rounds < 1) {
      throw new IllegalArgumentException("--rounds: " + rounds + " (expected: >= 1)");
    }
    if (round.isZero() || round.isNegative()) {
      throw new IllegalArgumentException("--seconds: " + round + " (expected: above 0)");
    }
  }

  static GpuOptions parse(String... args) {
    Path distribution = Path.of("frontends", "target", "tandem-gpu");
    boolean onGpu = true;
    boolean tensorFloats = false;
    boolean tensorRt = false;
    List<Integer> rows = List.of(1, 8, 32, 128);
    int rounds = 3;
    Duration round = Duration.ofSeconds(2);
    List<String> rest = new ArrayList<>(Arrays.asList(args));
    while (!rest.isEmpty()) {
      String flag = rest.remove(0);
      switch (flag) {
        case "--distribution" -> distribution = Path.of(value(flag, rest));
        case "--device" -> onGpu = isGpu(value(flag, rest));
        case "--tensorrt" -> tensorRt = true;
        case "--tf32" -> tensorFloats = true;
        case "--rows" ->
            rows = Arrays.stream(value(flag, rest).split(",", -1)).map(Integer::valueOf).toList();
        case "--rounds" -> rounds = Integer.parseInt(value(flag, rest));
        case "--seconds" ->
            round = Duration.ofMillis(Math.round(1000 * Double.parseDouble(value(flag, rest))));
        default -> throw new IllegalArgumentException(flag + " (expected one of:\n" + USAGE + ")");
      }
    }
    return new GpuOptions(distribution, onGpu, tensorFloats, tensorRt, rows, rounds, round);
  }

  private static boolean isGpu(String device) {
    return switch (device) {
      case "gpu" -> true;
      case "cpu" -> false;
      default ->
          throw new IllegalArgumentException("--device: " + device + " (expected: gpu or cpu)");
    };
  }

  private static String value(String flag, List<String> rest) {
    if (rest.isEmpty()) {
      throw new IllegalArgumentException(flag + " (expected: a value behind it)");
    }
    return rest.remove(0);
  }
}
