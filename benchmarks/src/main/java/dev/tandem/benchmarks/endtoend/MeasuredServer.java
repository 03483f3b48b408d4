package dev.tandem.benchmarks.endtoend;

import dev.tandem.benchmarks.cases.BenchCase;
import dev.tandem.benchmarks.cases.RequestBody;
import dev.tandem.benchmarks.load.GrpcLoad;
import dev.tandem.benchmarks.load.HttpLoad;
import dev.tandem.benchmarks.load.Load;

/** A server by its process and where it listens. */
public record MeasuredServer(ProcessHandle process, int httpPort, int grpcPort) {
  private static final String INFER = "inference.GRPCInferenceService/ModelInfer";

  static MeasuredServer of(BenchOptions.RunningServer server) {
    ProcessHandle process =
        ProcessHandle.of(server.pid())
            .orElseThrow(
                () -> new IllegalArgumentException("--server: no process " + server.pid()));
    return new MeasuredServer(process, server.httpPort(), server.grpcPort());
  }

  /** The calls of a gRPC case without sequences. */
  public GrpcLoad grpcLoad(BenchCase bench) {
    return CaseLoad.ofNoSequence(bench, grpcPort, INFER);
  }

  Load load(BenchCase bench) {
    return bench.isGrpc() ? CaseLoad.of(bench, grpcPort, INFER) : httpLoad(bench);
  }

  private HttpLoad httpLoad(BenchCase bench) {
    RequestBody body = RequestBody.of(bench);
    return new HttpLoad(
        httpPort,
        "/v2/models/" + bench.model() + "/infer",
        body.hasBinary()
            ? "content-type: application/octet-stream\r\ninference-header-content-length: "
                + body.jsonLength()
                + "\r\n"
            : "content-type: application/json\r\n",
        body.bytes().toByteArray(),
        bench.connections());
  }
}
