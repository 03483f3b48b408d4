package dev.tandem.benchmarks.cases;

import java.util.List;

/**
 * One request, sent over and over, and how many of it are in flight.
 *
 * @param graph the model whose graph gives the same answers, since an ensemble has none of its own
 *     and one of sequences needs more than what a request brings
 * @param sequences how many sequences send it in turn and are open; 0 where it is of none
 */
public record BenchCase(
    String name,
    String model,
    String graph,
    Protocol protocol,
    List<SampleInput> inputs,
    int connections,
    int perConnection,
    int sequences) {
  public BenchCase {
    inputs = List.copyOf(inputs);
  }

  /** Of a model with a graph of its own, and of no sequence. */
  public BenchCase(
      String name,
      String model,
      Protocol protocol,
      List<SampleInput> inputs,
      int connections,
      int perConnection) {
    this(name, model, model, protocol, inputs, connections, perConnection, 0);
  }

  /** Its answers are those of another model's graph. */
  BenchCase answeringAs(String otherGraph) {
    return new BenchCase(
        name, model, otherGraph, protocol, inputs, connections, perConnection, sequences);
  }

  /** In turn by so many sequences. */
  BenchCase ofSequences(int count) {
    return new BenchCase(name, model, graph, protocol, inputs, connections, perConnection, count);
  }

  public boolean isGrpc() {
    return protocol == Protocol.GRPC;
  }

  public boolean hasSequences() {
    return sequences > 0;
  }
}
