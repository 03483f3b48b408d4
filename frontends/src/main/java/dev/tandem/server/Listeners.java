package dev.tandem.server;

import static java.util.Objects.requireNonNull;

/** Every address of the server: KServe's two, the metrics page, and TensorFlow Serving's two. */
public record Listeners(
    ListenerOptions http,
    ListenerOptions grpc,
    ListenerOptions metrics,
    ListenerOptions tfGrpc,
    ListenerOptions tfHttp) {
  public Listeners {
    requireNonNull(http, "http");
    requireNonNull(grpc, "grpc");
    requireNonNull(metrics, "metrics");
    requireNonNull(tfGrpc, "tfGrpc");
    requireNonNull(tfHttp, "tfHttp");
  }
}
