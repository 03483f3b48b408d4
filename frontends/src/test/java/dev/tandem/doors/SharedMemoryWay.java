package dev.tandem.doors;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tandem.proto.kserve.GRPCInferenceServiceGrpc;
import dev.tandem.proto.kserve.InferParameter;
import dev.tandem.proto.kserve.ModelInferRequest;
import dev.tandem.proto.kserve.ModelInferRequest.InferInputTensor;
import dev.tandem.proto.kserve.ModelInferRequest.InferRequestedOutputTensor;
import dev.tandem.proto.kserve.ModelInferResponse;
import dev.tandem.proto.kserve.ModelStreamInferResponse;
import dev.tandem.proto.kserve.SystemSharedMemoryRegisterRequest;
import dev.tandem.proto.kserve.SystemSharedMemoryUnregisterRequest;
import dev.tandem.testing.TestServer;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** A way to a server for requests whose tensors lie in shared memory. */
enum SharedMemoryWay {
  GRPC,
  STREAM,
  REST;

  private static final int WAIT_SECONDS = 60;

  /** What went wrong, or an empty text. */
  String register(TestServer server, String name, String key, long byteSize) throws Exception {
    if (this == REST) {
      return post(
          server,
          "systemsharedmemory/region/" + name + "/register",
          "{\"key\":\"" + key + "\",\"byte_size\":" + byteSize + "}");
    }
    return call(
        server,
        channel ->
            GRPCInferenceServiceGrpc.newBlockingStub(channel)
                .systemSharedMemoryRegister(
                    SystemSharedMemoryRegisterRequest.newBuilder()
                        .setName(name)
                        .setKey(key)
                        .setByteSize(byteSize)
                        .build()));
  }

  String unregister(TestServer server, String name) throws Exception {
    if (this == REST) {
      return post(server, "systemsharedmemory/region/" + name + "/unregister", "");
    }
    return call(
        server,
        channel ->
            GRPCInferenceServiceGrpc.newBlockingStub(channel)
                .systemSharedMemoryUnregister(
                    SystemSharedMemoryUnregisterRequest.newBuilder().setName(name).build()));
  }

  /** What went wrong, or an empty text where all outputs went to shared memory. */
  String infer(TestServer server, ModelInferRequest request) throws Exception {
    return switch (this) {
      case GRPC ->
          call(
              server,
              channel ->
                  requireNoData(
                      GRPCInferenceServiceGrpc.newBlockingStub(channel).modelInfer(request)));
      case STREAM -> call(server, channel -> stream(channel, request));
      case REST -> {
        String answer = post(server, "models/" + request.getModelName() + "/infer", json(request));
        yield answer.contains("\"outputs\":") && !answer.contains("\"data\"") ? "" : answer;
      }
    };
  }

  private static void requireNoData(ModelInferResponse response) {
    if (response.getRawOutputContentsCount() != response.getOutputsCount()
        || response.getRawOutputContentsList().stream().anyMatch(raw -> !raw.isEmpty())) {
      throw new IllegalStateException("outputs in the answer: " + response);
    }
  }

  private static void stream(ManagedChannel channel, ModelInferRequest request) {
    CompletableFuture<ModelStreamInferResponse> answer = new CompletableFuture<>();
    StreamObserver<ModelInferRequest> requests =
        GRPCInferenceServiceGrpc.newStub(channel)
            .modelStreamInfer(
                new StreamObserver<>() {
                  @Override
                  public void onNext(ModelStreamInferResponse response) {
                    answer.complete(response);
                  }

                  @Override
                  public void onError(Throwable failure) {
                    answer.completeExceptionally(failure);
                  }

                  @Override
                  public void onCompleted() {
                    answer.completeExceptionally(new IllegalStateException("no answer"));
                  }
                });
    requests.onNext(request);
    requests.onCompleted();
    ModelStreamInferResponse response = answer.orTimeout(WAIT_SECONDS, TimeUnit.SECONDS).join();
    if (!response.getErrorMessage().isEmpty()) {
      throw new IllegalArgumentException(response.getErrorMessage());
    }
    requireNoData(response.getInferResponse());
  }

  private interface Call {
    void make(ManagedChannel channel);
  }

  private static String call(TestServer server, Call call) throws InterruptedException {
    ManagedChannel channel =
        NettyChannelBuilder.forAddress("127.0.0.1", server.grpcPort()).usePlaintext().build();
    try {
      call.make(channel);
      return "";
    } catch (StatusRuntimeException e) {
      return String.valueOf(e.getStatus().getDescription());
    } catch (IllegalArgumentException e) {
      return String.valueOf(e.getMessage());
    } finally {
      channel.shutdownNow();
      channel.awaitTermination(WAIT_SECONDS, TimeUnit.SECONDS);
    }
  }

  private static String post(TestServer server, String path, String body) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.httpPort() + "/v2/" + path))
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    return HttpClient.newHttpClient()
        .send(request, HttpResponse.BodyHandlers.ofString(UTF_8))
        .body();
  }

  private static String json(ModelInferRequest request) {
    String inputs =
        request.getInputsList().stream()
            .map(SharedMemoryWay::input)
            .collect(Collectors.joining(","));
    String outputs =
        request.getOutputsList().stream()
            .map(SharedMemoryWay::output)
            .collect(Collectors.joining(","));
    return "{\"inputs\":[" + inputs + "],\"outputs\":[" + outputs + "]}";
  }

  private static String input(InferInputTensor input) {
    return "{\"name\":\""
        + input.getName()
        + "\",\"datatype\":\""
        + input.getDatatype()
        + "\",\"shape\":"
        + input.getShapeList()
        + ",\"parameters\":"
        + parameters(input.getParametersMap())
        + "}";
  }

  private static String output(InferRequestedOutputTensor output) {
    return "{\"name\":\""
        + output.getName()
        + "\",\"parameters\":"
        + parameters(output.getParametersMap())
        + "}";
  }

  private static String parameters(Map<String, InferParameter> parameters) {
    return parameters.entrySet().stream()
        .map(
            entry ->
                "\""
                    + entry.getKey()
                    + "\":"
                    + (entry.getValue().hasStringParam()
                        ? "\"" + entry.getValue().getStringParam() + "\""
                        : String.valueOf(entry.getValue().getInt64Param())))
        .collect(Collectors.joining(",", "{", "}"));
  }
}
