package dev.tandem.benchmarks.endtoend;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What the caller of the program wants.
 *
 * @param only parts of the names of the cases to run; empty for all
 * @param round how long each round lasts
 * @param server the server to measure, where it runs already
 * @param models the repository to measure on, where it is not to be a new one
 * @param distribution the server to start, where it does not run already
 */
record BenchOptions(
    List<String> only,
    int rounds,
    Duration round,
    boolean markdown,
    Optional<RunningServer> server,
    Optional<Path> models,
    Path distribution) {
  static final String USAGE =
      """
      --only TEXT,...         the cases whose name holds one of these; all without it
      --rounds N              rounds for each case, of which the median counts (3)
      --seconds N             length of a round (0.7)
      --server PID:HTTP:GRPC  measure a server that runs already, with these ports; it serves --models
      --models DIR            the model repository; made in DIR where that is not there (a temporary folder)
      --distribution DIR      the server to start (frontends/target/tandem)
      --markdown              print the table as Markdown
      """;

  /** A server that someone else started. */
  record RunningServer(long pid, int httpPort, int grpcPort) {
    static RunningServer parse(String text) {
      String[] parts = text.split(":", -1);
      if (parts.length != 3) {
        throw new IllegalArgumentException("--server: " + text + " (expected: PID:HTTP:GRPC)");
      }
      return new RunningServer(
          Long.parseLong(parts[0]), Integer.parseInt(parts[1]), Integer.parseInt(parts[2]));
    }
  }

  BenchOptions {
    only = List.copyOf(only);
    if (rounds < 1) {
      throw new IllegalArgumentException("--rounds: " + rounds + " (expected: >= 1)");
    }
    if (round.isZero() || round.isNegative()) {
      throw new IllegalArgumentException("--seconds: " + round + " (expected: above 0)");
    }
    if (server.isPresent() && models.isEmpty()) {
      throw new IllegalArgumentException("--server needs --models, what the server serves");
    }
  }

  static BenchOptions parse(String... args) {
    List<String> only = List.of();
    int rounds = 3;
    Duration round = Duration.ofMillis(700);
    boolean markdown = false;
    Optional<RunningServer> server = Optional.empty();
    Optional<Path> models = Optional.empty();
    Path distribution = Path.of("frontends", "target", "tandem");
    List<String> rest = new ArrayList<>(Arrays.asList(args));
    while (!rest.isEmpty()) {
      String flag = rest.remove(0);
      switch (flag) {
        case "--only" -> only = List.of(value(flag, rest).split(",", -1));
        case "--rounds" -> rounds = Integer.parseInt(value(flag, rest));
        case "--seconds" ->
            round = Duration.ofMillis(Math.round(1000 * Double.parseDouble(value(flag, rest))));
        case "--markdown" -> markdown = true;
        case "--server" -> server = Optional.of(RunningServer.parse(value(flag, rest)));
        case "--models" -> models = Optional.of(Path.of(value(flag, rest)));
        case "--distribution" -> distribution = Path.of(value(flag, rest));
        default -> throw new IllegalArgumentException(flag + " (expected one of:\n" + USAGE + ")");
      }
    }
    return new BenchOptions(only, rounds, round, markdown, server, models, distribution);
  }

  private static String value(String flag, List<String> rest) {
    if (rest.isEmpty()) {
      throw new IllegalArgumentException(flag + " (expected: a value behind it)");
    }
    return rest.remove(0);
  }
}
