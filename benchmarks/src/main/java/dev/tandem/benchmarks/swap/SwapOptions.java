package dev.tandem.benchmarks.swap;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What the caller of the program wants.
 *
 * @param rounds how often the phases take turns
 * @param perSecond requests a second
 * @param bench the part of a case's name that says what the traffic is
 */
record SwapOptions(
    Duration duration, int rounds, int perSecond, String bench, int megabytes, Path distribution) {
  static final String USAGE =
      """
      --seconds N         how long all of it lasts, about (180)
      --rounds N          how often the phases take turns (5)
      --rate N            requests a second (1000)
      --case TEXT         what is sent, a gRPC case of make bench ('grpc simple c64')
      --megabytes N       size of the model that is loaded and unloaded (150)
      --distribution DIR  the server to start (frontends/target/tandem)
      """;

  /** What warming up takes. */
  static final Duration WARM_UP = Duration.ofSeconds(34);

  /** What goes by between two phases, for the last model to be freed. */
  static final Duration GAP = Duration.ofSeconds(4);

  SwapOptions {
    atLeastOne("--rounds", rounds);
    atLeastOne("--rate", perSecond);
    atLeastOne("--megabytes", megabytes);
    Duration least = WARM_UP.plus(GAP.plusSeconds(3).multipliedBy(rounds));
    if (duration.compareTo(least) < 0) {
      throw new IllegalArgumentException(
          "--seconds: %d (expected: >= %d with %d rounds)"
              .formatted(duration.toSeconds(), least.toSeconds(), rounds));
    }
  }

  private static void atLeastOne(String flag, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(flag + ": " + value + " (expected: >= 1)");
    }
  }

  /** How long each phase lasts. */
  Duration phase() {
    return duration.minus(WARM_UP).dividedBy(rounds).minus(GAP).dividedBy(3);
  }

  static SwapOptions parse(String... args) {
    Duration duration = Duration.ofMinutes(3);
    int rounds = 5;
    int perSecond = 1000;
    String bench = "grpc simple c64";
    int megabytes = 150;
    Path distribution = Path.of("frontends", "target", "tandem");
    List<String> rest = new ArrayList<>(Arrays.asList(args));
    while (!rest.isEmpty()) {
      String flag = rest.remove(0);
      if (rest.isEmpty()) {
        throw new IllegalArgumentException(flag + " (expected: a value behind one of:\n" + USAGE);
      }
      String value = rest.remove(0);
      switch (flag) {
        case "--seconds" -> duration = Duration.ofSeconds(Long.parseLong(value));
        case "--rounds" -> rounds = Integer.parseInt(value);
        case "--rate" -> perSecond = Integer.parseInt(value);
        case "--case" -> bench = value;
        case "--megabytes" -> megabytes = Integer.parseInt(value);
        case "--distribution" -> distribution = Path.of(value);
        default -> throw new IllegalArgumentException(flag + " (expected one of:\n" + USAGE);
      }
    }
    return new SwapOptions(duration, rounds, perSecond, bench, megabytes, distribution);
  }
}
