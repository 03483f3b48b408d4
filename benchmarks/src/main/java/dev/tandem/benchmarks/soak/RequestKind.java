package dev.tandem.benchmarks.soak;

/** What a client may do, and how often it does that beside the others. */
enum RequestKind {
  GRPC_PLAIN(24),
  GRPC_CANCELLED(10),
  GRPC_DEADLINE(10),
  /** Several calls on a connection that is closed before they are answered. */
  GRPC_DROPPED(2),
  /** A call whose answer is not read until it is cancelled. */
  GRPC_UNREAD(1),
  GRPC_MALFORMED(2),
  GRPC_UNKNOWN_MODEL(2),
  PREDICT_PLAIN(6),
  PREDICT_DEADLINE(8),
  HTTP_BINARY(12),
  HTTP_JSON(6),
  TF_JSON(4),
  HTTP_CUT_BODY(4),
  /** A connection that is closed right after the request. */
  HTTP_GONE(4),
  HTTP_CUT_ANSWER(3),
  /** Requests one after the other on a connection from which nothing is read. */
  HTTP_UNREAD(1),
  HTTP_MALFORMED(2),
  HTTP_UNKNOWN_MODEL(2);

  private final int weight;

  RequestKind(int weight) {
    this.weight = weight;
  }

  int weight() {
    return weight;
  }
}
