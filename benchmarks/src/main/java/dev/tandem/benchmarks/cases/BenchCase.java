package dev.tandem.benchmarks.cases;

import java.util.List;

/** One request, sent over and over, and how many of it are in flight. */
public record BenchCase(
    String name,
    String model,
    Protocol protocol,
    List<SampleInput> inputs,
    int connections,
    int perConnection) {
  public BenchCase {
    inputs = List.copyOf(inputs);
  }

  /** The model whose graph gives the same answers; an ensemble has none of its own. */
  public String graph() {
    return model.equals("id3") ? "id" : model;
  }

  public boolean isGrpc() {
    return protocol == Protocol.GRPC;
  }
}
