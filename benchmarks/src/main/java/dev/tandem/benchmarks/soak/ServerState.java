package dev.tandem.benchmarks.soak;

import dev.tandem.benchmarks.endtoend.MeasuredServer;
import dev.tandem.benchmarks.endtoend.ProcessUsage;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a server says that it holds, and what the system says.
 *
 * @param held by the name of the metric
 */
record ServerState(Map<String, Double> held, double openFiles, double threads) {
  private static final List<String> ZERO_AT_REST =
      List.of(
          "nv_inference_pending_request_count",
          "tandem_native_leases_open",
          "tandem_in_flight_bytes");

  /** Threads that a server starts when it first needs them, and the JVM's compilers. */
  private static final int MORE_THREADS = 16;

  private static final int MORE_FILES = 16;

  static ServerState of(MeasuredServer server) throws IOException {
    MetricsText metrics = metrics(server.httpPort());
    return new ServerState(
        Map.of(
            ZERO_AT_REST.get(0), metrics.sum(ZERO_AT_REST.get(0)),
            ZERO_AT_REST.get(1), metrics.sum(ZERO_AT_REST.get(1)),
            ZERO_AT_REST.get(2), metrics.sum(ZERO_AT_REST.get(2))),
        ProcessUsage.openFiles(server.process()),
        ProcessUsage.threads(server.process()));
  }

  /** What a server at rest should not hold; empty where all is well. */
  List<String> leftSince(ServerState start) {
    List<String> left = new ArrayList<>();
    held.forEach(
        (metric, value) -> {
          if (value != 0) {
            left.add("%s: %.0f (expected: 0)".formatted(metric, value));
          }
        });
    if (openFiles > start.openFiles + MORE_FILES) {
      left.add("open files: %.0f, %.0f at the start".formatted(openFiles, start.openFiles));
    }
    if (threads > start.threads + MORE_THREADS) {
      left.add("threads: %.0f, %.0f at the start".formatted(threads, start.threads));
    }
    return left;
  }

  private static MetricsText metrics(int httpPort) throws IOException {
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + httpPort + "/monitoring/prometheus/metrics"))
            .timeout(Duration.ofSeconds(30))
            .build();
    try {
      return new MetricsText(
          HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }
}
