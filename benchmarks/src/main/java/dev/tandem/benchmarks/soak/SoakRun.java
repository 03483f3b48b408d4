package dev.tandem.benchmarks.soak;

import dev.tandem.benchmarks.endtoend.MeasuredServer;
import dev.tandem.benchmarks.endtoend.ProcessUsage;
import dev.tandem.benchmarks.figures.Figure;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** One run against a server: the load, the watch over it, and the looks before and after. */
final class SoakRun {
  private static final long LOOK_MS = 100;
  private static final long SAMPLE_MS = 10_000;
  private static final int LEAST_SAMPLES = 40;
  private static final long STOP_MS = 90_000;
  private static final long REST_MS = 60_000;
  private static final double GROWTH_SHARE = 0.05;
  private static final double GROWTH_MEGABYTES = 20;

  private final MeasuredServer server;
  private final Questions questions;
  private final SoakOptions options;
  private final Tally tally = new Tally();
  private final List<Double> residentMegabytes = new ArrayList<>();

  SoakRun(MeasuredServer server, Questions questions, SoakOptions options) {
    this.server = server;
    this.questions = questions;
    this.options = options;
  }

  /** What went wrong; empty where nothing did. */
  List<String> run() throws IOException, InterruptedException {
    askOnce();
    ServerState start = ServerState.of(server);
    List<String> troubles = new ArrayList<>();
    try (IdleClients idle = new IdleClients();
        GrpcClients grpc = new GrpcClients(server.grpcPort(), tally)) {
      idle.open(server.httpPort(), server.grpcPort());
      troubles.addAll(load(grpc));
    }
    ServerState end = rest(start);
    askOnce();
    troubles.addAll(tally.troubles());
    troubles.addAll(end.leftSince(start));
    Levels resident = Levels.of(residentMegabytes);
    resident.growth(GROWTH_SHARE, GROWTH_MEGABYTES).ifPresent(how -> troubles.add("RSS " + how));
    System.out.print(tally.table().toText());
    System.out.printf(
        "requests: %s; resident MB by quarters: %s; open files: %.0f, then %.0f; threads: %.0f, then %.0f%n",
        Figure.count(tally.requests()),
        resident,
        start.openFiles(),
        end.openFiles(),
        start.threads(),
        end.threads());
    return troubles;
  }

  /** Throws where the server does not answer rightly when nobody else asks. */
  private void askOnce() {
    try (GrpcClients alone = new GrpcClients(server.grpcPort(), tally)) {
      SplittableRandom random = new SplittableRandom(options.seed());
      for (int i = 0; i < 100; i++) {
        alone.plain(random, questions.any(random));
      }
    }
  }

  private List<String> load(GrpcClients grpc) throws InterruptedException {
    CpuShare share = new CpuShare(options.cores());
    List<Caller> callers = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < options.callers(); i++) {
      HttpClients http = new HttpClients(server.httpPort());
      Caller caller = new Caller(questions, grpc, http, tally, share, options.seed() + i);
      Thread thread = new Thread(caller, "caller-" + i);
      thread.setDaemon(true);
      thread.start();
      callers.add(caller);
      threads.add(thread);
    }
    watch(share);
    callers.forEach(Caller::stop);
    long untilNs = System.nanoTime() + STOP_MS * 1_000_000;
    for (Thread thread : threads) {
      thread.join(Math.max(1, (untilNs - System.nanoTime()) / 1_000_000));
    }
    long waiting = threads.stream().filter(Thread::isAlive).count();
    return waiting == 0 ? List.of() : List.of(waiting + " callers wait for an answer still");
  }

  private void watch(CpuShare share) throws InterruptedException {
    long startNs = System.nanoTime();
    long durationMs = options.duration().toMillis();
    long sampleMs = Math.min(SAMPLE_MS, Math.max(1, durationMs / LEAST_SAMPLES));
    long passedMs = 0;
    for (long nextMs = sampleMs; passedMs < durationMs && server.process().isAlive(); ) {
      Thread.sleep(LOOK_MS);
      share.measure();
      passedMs = (System.nanoTime() - startNs) / 1_000_000;
      if (passedMs >= nextMs) {
        nextMs += sampleMs;
        double megabytes = ProcessUsage.residentMegabytes(server.process());
        residentMegabytes.add(megabytes);
        System.err.printf(
            "%4d s %12s requests %8s MB%n",
            passedMs / 1000, Figure.count(tally.requests()), Figure.of(megabytes));
      }
    }
  }

  /** Waits until the server has given up or finished all that it was asked. */
  private ServerState rest(ServerState start) throws IOException, InterruptedException {
    long untilNs = System.nanoTime() + REST_MS * 1_000_000;
    ServerState state = ServerState.of(server);
    while (!state.leftSince(start).isEmpty() && System.nanoTime() - untilNs < 0) {
      Thread.sleep(LOOK_MS);
      state = ServerState.of(server);
    }
    return state;
  }
}
