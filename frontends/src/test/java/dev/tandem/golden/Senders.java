package dev.tandem.golden;

/** The two ways to the server that is under test. */
record Senders(HttpSender http, GrpcSender grpc) {}
