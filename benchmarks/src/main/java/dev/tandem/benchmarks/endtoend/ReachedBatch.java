package dev.tandem.benchmarks.endtoend;

import dev.tandem.proto.kserve.GRPCInferenceServiceGrpc;
import dev.tandem.proto.kserve.GRPCInferenceServiceGrpc.GRPCInferenceServiceBlockingStub;
import dev.tandem.proto.kserve.ModelStatistics;
import dev.tandem.proto.kserve.ModelStatisticsRequest;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;

/** How large a model's batches were on average, by the server's own statistics. */
final class ReachedBatch implements AutoCloseable {
  private final ManagedChannel channel;
  private final GRPCInferenceServiceBlockingStub server;

  ReachedBatch(int grpcPort) {
    channel = NettyChannelBuilder.forAddress("127.0.0.1", grpcPort).usePlaintext().build();
    server = GRPCInferenceServiceGrpc.newBlockingStub(channel);
  }

  Counts counts(String model) {
    ModelStatistics statistics =
        server
            .modelStatistics(ModelStatisticsRequest.newBuilder().setName(model).build())
            .getModelStats(0);
    return new Counts(statistics.getInferenceCount(), statistics.getExecutionCount());
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }

  /** Rows that went through a model, and its runs. */
  record Counts(long rows, long runs) {
    double batchSince(Counts earlier) {
      return (double) (rows - earlier.rows) / (runs - earlier.runs);
    }
  }
}
