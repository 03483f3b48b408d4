package dev.tandem.benchmarks.endtoend;

import dev.tandem.benchmarks.cases.BenchCase;
import dev.tandem.benchmarks.cases.RequestBody;
import dev.tandem.benchmarks.load.GrpcLoad;
import dev.tandem.benchmarks.load.Load;
import dev.tandem.benchmarks.load.SequenceLoad;

/** The calls of a gRPC case, on whatever server. */
final class CaseLoad {
  private CaseLoad() {}

  static Load of(BenchCase bench, int port, String method) {
    return bench.hasSequences()
        ? new SequenceLoad(
            port,
            method,
            RequestBody.ofSequences(bench),
            bench.connections(),
            bench.perConnection())
        : ofNoSequence(bench, port, method);
  }

  static GrpcLoad ofNoSequence(BenchCase bench, int port, String method) {
    return new GrpcLoad(
        port,
        method,
        RequestBody.of(bench).bytes().toByteArray(),
        bench.connections(),
        bench.perConnection());
  }
}
