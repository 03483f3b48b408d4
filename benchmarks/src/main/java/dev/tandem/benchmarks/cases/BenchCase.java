package dev.tandem.benchmarks.cases;

import java.util.List;

/**
 * One request, sent over and over, and how many of it are in flight.
 *
 * @param graph the model whose graph gives the same answers, since an ensemble has none of its own
 */
public record BenchCase(
    String name,
    String model,
    String graph,
    Protocol protocol,
    List<SampleInput> inputs,
    int connections,
    int perConnection) {
  public BenchCase {
    inputs = List.copyOf(inputs);
  }

  /** Of a model with a graph of its own. */
  public BenchCase(
      String name,
      String model,
      Protocol protocol,
      List<SampleInput> inputs,
      int connections,
      int perConnection) {
    this(name, model, model, protocol, inputs, connections, perConnection);
  }

  public boolean isGrpc() {
    return protocol == Protocol.GRPC;
  }
}
