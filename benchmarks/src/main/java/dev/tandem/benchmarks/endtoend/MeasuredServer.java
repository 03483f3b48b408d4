package dev.tandem.benchmarks.endtoend;

import dev.tandem.benchmarks.cases.BenchCase;
import dev.tandem.benchmarks.cases.RequestBody;
import dev.tandem.benchmarks.load.GrpcLoad;
import dev.tandem.benchmarks.load.HttpLoad;
import dev.tandem.benchmarks.load.Load;

/** A server by its process and where it listens. */
public record MeasuredServer(ProcessHandle process, int httpPort, int grpcPort) {
  static MeasuredServer of(BenchOptions.RunningServer server) {
    ProcessHandle process =
        ProcessHandle.of(server.pid())
            .orElseThrow(
                () -> new IllegalArgumentException("--server: no process " + server.pid()));
    return new MeasuredServer(process, server.httpPort(), server.grpcPort());
  }

  public GrpcLoad grpcLoad(BenchCase bench) {
    return new GrpcLoad(
        grpcPort,
        "inference.GRPCInferenceService/ModelInfer",
        RequestBody.of(bench).bytes().toByteArray(),
        bench.connections(),
        bench.perConnection());
  }

  Load load(BenchCase bench) {
    RequestBody body = RequestBody.of(bench);
    return bench.isGrpc()
        ? grpcLoad(bench)
        : new HttpLoad(
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
