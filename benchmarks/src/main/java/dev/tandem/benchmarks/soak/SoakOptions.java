package dev.tandem.benchmarks.soak;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What the caller of the program wants.
 *
 * @param callers threads that send one request after the other
 * @param cores how much of the machine the clients may use
 */
record SoakOptions(Duration duration, int callers, double cores, long seed, Path distribution) {
  static final String USAGE =
      """
      --minutes N         how long the load lasts (10)
      --callers N         threads that send one request after the other (48)
      --cores N           cores that the clients may use (1)
      --seed N            of all that is random (the time)
      --distribution DIR  the server to start (frontends/target/tandem)
      """;

  SoakOptions {
    if (duration.isZero() || duration.isNegative()) {
      throw new IllegalArgumentException("--minutes: " + duration + " (expected: above 0)");
    }
    if (callers < 1) {
      throw new IllegalArgumentException("--callers: " + callers + " (expected: >= 1)");
    }
    if (!(cores > 0)) {
      throw new IllegalArgumentException("--cores: " + cores + " (expected: above 0)");
    }
  }

  static SoakOptions parse(String... args) {
    Duration duration = Duration.ofMinutes(10);
    int callers = 48;
    double cores = 1;
    long seed = System.currentTimeMillis();
    Path distribution = Path.of("frontends", "target", "tandem");
    List<String> rest = new ArrayList<>(Arrays.asList(args));
    while (!rest.isEmpty()) {
      String flag = rest.remove(0);
      if (rest.isEmpty()) {
        throw new IllegalArgumentException(flag + " (expected: a value behind one of:\n" + USAGE);
      }
      String value = rest.remove(0);
      switch (flag) {
        case "--minutes" ->
            duration = Duration.ofMillis(Math.round(60_000 * Double.parseDouble(value)));
        case "--callers" -> callers = Integer.parseInt(value);
        case "--cores" -> cores = Double.parseDouble(value);
        case "--seed" -> seed = Long.parseLong(value);
        case "--distribution" -> distribution = Path.of(value);
        default -> throw new IllegalArgumentException(flag + " (expected one of:\n" + USAGE);
      }
    }
    return new SoakOptions(duration, callers, cores, seed, distribution);
  }
}
