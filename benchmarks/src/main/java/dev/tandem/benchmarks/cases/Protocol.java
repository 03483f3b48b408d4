package dev.tandem.benchmarks.cases;

/** The ways to send an inference in the KServe protocol. */
public enum Protocol {
  GRPC,
  HTTP_BINARY,
  HTTP_JSON
}
