package dev.tandem.benchmarks.load;

import dev.tandem.benchmarks.figures.Latencies;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Requests that are sent when they are due, over one connection after the other. A server that
 * stalls is sent them all the same, and a sender that comes late does not hide it: each is timed
 * from when it was due. The counts belong to the event loop, the pace to the caller's thread.
 */
final class OpenLoop implements Answers {
  private static final long SECOND_NS = TimeUnit.SECONDS.toNanos(1);

  private final Connector connector;
  private final List<GrpcConnection> connections;
  private final Requests requests;
  private final long stepNs;
  private final int total;
  private final Latencies latencies = new Latencies();
  private final Latencies lateness = new Latencies();
  private final RunEnd end = new RunEnd();
  private final long startNs = System.nanoTime();
  private long failed;
  private long answerBytes;

  OpenLoop(
      Connector connector,
      List<GrpcConnection> connections,
      Requests requests,
      Duration duration,
      int perSecond) {
    this.connector = connector;
    this.connections = connections;
    this.requests = requests;
    stepNs = SECOND_NS / perSecond;
    total = Math.toIntExact(Math.max(1, duration.toNanos() / stepNs));
  }

  PacedRun run() {
    for (int i = 0; i < total; i++) {
      GrpcConnection connection = connections.get(i % connections.size());
      long dueNs = startNs + i * stepNs;
      waitUntil(dueNs);
      connector.execute(() -> send(connection, dueNs));
    }
    return new PacedRun(end.await(0), lateness);
  }

  private static void waitUntil(long dueNs) {
    for (long leftNs = dueNs - System.nanoTime();
        leftNs > 0 && !Thread.currentThread().isInterrupted();
        leftNs = dueNs - System.nanoTime()) {
      LockSupport.parkNanos(leftNs);
    }
  }

  private void send(GrpcConnection connection, long dueNs) {
    lateness.add(System.nanoTime() - dueNs);
    connection.send(requests, this, dueNs);
  }

  @Override
  public boolean answered(long sentNs, boolean good, long bytes) {
    long nowNs = System.nanoTime();
    if (good) {
      latencies.add(nowNs - sentNs);
      answerBytes += bytes;
    } else {
      failed++;
    }
    if (latencies.count() + failed == total) {
      end.complete(new LoadRun(latencies, failed, answerBytes, nowNs - startNs));
    }
    return false;
  }

  @Override
  public void fail(Throwable cause) {
    end.fail(cause);
  }
}
