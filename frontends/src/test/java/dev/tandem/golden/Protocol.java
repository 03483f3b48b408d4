package dev.tandem.golden;

/** The two ways a recorded request reaches a server. */
enum Protocol {
  HTTP,
  GRPC
}
