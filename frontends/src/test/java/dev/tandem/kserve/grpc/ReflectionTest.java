package dev.tandem.kserve.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.testing.TestServer;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.stub.StreamObserver;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReflectionTest {
  @Test
  void listsTheServicesOfBothDialects(@TempDir Path repository) throws Exception {
    try (TestServer server = TestServer.start(repository)) {
      ServerReflectionResponse services =
          ask(server, ServerReflectionRequest.newBuilder().setListServices("").build());

      assertThat(services.getListServicesResponse().getServiceList())
          .extracting(service -> service.getName())
          .contains(
              "inference.GRPCInferenceService",
              "tensorflow.serving.PredictionService",
              "tensorflow.serving.ModelService",
              "grpc.health.v1.Health");
    }
  }

  @Test
  void describesTheMessagesOfAService(@TempDir Path repository) throws Exception {
    try (TestServer server = TestServer.start(repository)) {
      ServerReflectionResponse file =
          ask(
              server,
              ServerReflectionRequest.newBuilder()
                  .setFileContainingSymbol("inference.GRPCInferenceService")
                  .build());

      assertThat(file.getFileDescriptorResponse().getFileDescriptorProtoList()).isNotEmpty();
    }
  }

  private static ServerReflectionResponse ask(TestServer server, ServerReflectionRequest request)
      throws Exception {
    ManagedChannel channel =
        ManagedChannelBuilder.forAddress("127.0.0.1", server.grpcPort()).usePlaintext().build();
    CompletableFuture<ServerReflectionResponse> answer = new CompletableFuture<>();
    try {
      StreamObserver<ServerReflectionRequest> requests =
          ServerReflectionGrpc.newStub(channel)
              .serverReflectionInfo(
                  new StreamObserver<>() {
                    @Override
                    public void onNext(ServerReflectionResponse response) {
                      answer.complete(response);
                    }

                    @Override
                    public void onError(Throwable failure) {
                      answer.completeExceptionally(failure);
                    }

                    @Override
                    public void onCompleted() {}
                  });
      requests.onNext(request);
      ServerReflectionResponse response = answer.get(10, TimeUnit.SECONDS);
      requests.onCompleted();
      return response;
    } finally {
      channel.shutdownNow();
    }
  }
}
