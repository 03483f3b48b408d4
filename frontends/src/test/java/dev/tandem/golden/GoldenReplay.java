package dev.tandem.golden;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;

/**
 * Sends the recorded cases to a server, in their order and at their pace, and compares what comes
 * back with what the recorded server answered.
 */
final class GoldenReplay implements AutoCloseable {
  private final List<GoldenCase> cases;
  private final Senders senders;
  private final SharedMemoryFiles memory;
  private final Pacer pacer;

  /** Where the server listens on this machine. */
  record Target(int httpPort, int grpcPort) {
    InetSocketAddress http() {
      return new InetSocketAddress(InetAddress.getLoopbackAddress(), httpPort);
    }

    InetSocketAddress grpc() {
      return new InetSocketAddress(InetAddress.getLoopbackAddress(), grpcPort);
    }
  }

  GoldenReplay(Target target) {
    this(target, GoldenFiles.cases(), Pacer.REAL_TIME, SharedMemoryFiles.OF_THIS_MACHINE);
  }

  GoldenReplay(Target target, List<GoldenCase> cases, Pacer pacer, Path sharedMemory) {
    this.cases = List.copyOf(cases);
    this.senders = new Senders(new HttpSender(target.http()), new GrpcSender(target.grpc(), pacer));
    this.memory = new SharedMemoryFiles(sharedMemory);
    this.pacer = pacer;
  }

  /** Sends the chosen cases of a setup; those without a recorded answer have no outcome. */
  List<Outcome> run(String setup, Predicate<GoldenCase> chosen) {
    List<GoldenCase> left =
        cases.stream().filter(each -> each.setup().equals(setup)).filter(chosen).toList();
    List<Outcome> outcomes = new ArrayList<>();
    while (!left.isEmpty()) {
      List<GoldenCase> together = first(left);
      outcomes.addAll(playTogether(together));
      left = left.subList(together.size(), left.size());
    }
    return outcomes;
  }

  /** The next case with the neighbours that are sent in parallel to it. */
  private static List<GoldenCase> first(List<GoldenCase> cases) {
    String parallel = cases.get(0).timing().parallel();
    return parallel == null
        ? cases.subList(0, 1)
        : cases.stream().takeWhile(next -> parallel.equals(next.timing().parallel())).toList();
  }

  private List<Outcome> playTogether(List<GoldenCase> together) {
    if (together.size() == 1) {
      return play(together.get(0)).stream().toList();
    }
    ExecutorService callers = Executors.newFixedThreadPool(together.size());
    try {
      List<CompletableFuture<Optional<Outcome>>> calls =
          together.stream()
              .map(each -> CompletableFuture.supplyAsync(() -> play(each), callers))
              .toList();
      return calls.stream().map(CompletableFuture::join).flatMap(Optional::stream).toList();
    } finally {
      callers.shutdownNow();
    }
  }

  private Optional<Outcome> play(GoldenCase goldenCase) {
    pacer.pause(goldenCase.timing().atMillis());
    pacer.pause(goldenCase.timing().delayMillis());
    memory.prepare(goldenCase.memory());
    return goldenCase
        .exchange()
        .replay(senders, goldenCase.volatilePaths())
        .map(verdict -> verdict.and(memory.difference(goldenCase.memory())))
        .map(verdict -> Outcome.of(goldenCase, verdict));
  }

  @Override
  public void close() {
    senders.grpc().close();
    memory.close();
  }
}
