package dev.tandem.doors;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.util.concurrent.ListenableFuture;
import dev.tandem.proto.tensorflow.DataType;
import dev.tandem.proto.tensorflow.TensorProto;
import dev.tandem.proto.tensorflow.TensorShapeProto;
import dev.tandem.proto.tfserving.ModelSpec;
import dev.tandem.proto.tfserving.PredictRequest;
import dev.tandem.proto.tfserving.PredictResponse;
import dev.tandem.proto.tfserving.PredictionServiceGrpc;
import dev.tandem.testing.TestServer;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Calls model {@code m} as TensorFlow Serving's clients do, with rows of one float {@code X}. */
final class TfCalls implements AutoCloseable {
  private final TestServer server;
  private final ManagedChannel channel;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  TfCalls(TestServer server) {
    this.server = server;
    channel =
        NettyChannelBuilder.forAddress("127.0.0.1", server.tfGrpcPort()).usePlaintext().build();
  }

  /** What a call came to: {@code OK}, or a code and a text. */
  String predict(int rows) {
    try {
      PredictResponse response = stub().predict(request(rows));
      return response.getOutputsOrThrow("Y").getFloatValCount() == rows ? "OK" : "" + response;
    } catch (StatusRuntimeException e) {
      return e.getStatus().getCode() + " " + e.getStatus().getDescription();
    }
  }

  ListenableFuture<PredictResponse> start(int rows) {
    return PredictionServiceGrpc.newFutureStub(channel).predict(request(rows));
  }

  PredictionServiceGrpc.PredictionServiceBlockingStub stub() {
    return PredictionServiceGrpc.newBlockingStub(channel);
  }

  static PredictRequest request(int rows) {
    TensorProto.Builder x =
        TensorProto.newBuilder()
            .setDtype(DataType.DT_FLOAT)
            .setTensorShape(
                TensorShapeProto.newBuilder()
                    .addDim(TensorShapeProto.Dim.newBuilder().setSize(rows))
                    .addDim(TensorShapeProto.Dim.newBuilder().setSize(1)));
    for (int row = 0; row < rows; row++) {
      x.addFloatVal(row);
    }
    return PredictRequest.newBuilder()
        .setModelSpec(ModelSpec.newBuilder().setName("m"))
        .putInputs("X", x.build())
        .build();
  }

  /** A REST call's status and, where it failed, its text. */
  String rest(int rows) throws Exception {
    return text(startRest(rows).get());
  }

  static String text(HttpResponse<String> response) {
    if (response.statusCode() == 200) {
      return "200";
    }
    Matcher error = Pattern.compile("\"error\": \"(.*)\"").matcher(response.body());
    return response.statusCode() + " " + (error.find() ? error.group(1) : response.body());
  }

  CompletableFuture<HttpResponse<String>> startRest(int rows) {
    String body = "{\"instances\": [" + "[1.5],".repeat(rows - 1) + "[1.5]]}";
    HttpRequest request =
        HttpRequest.newBuilder(uri(server.tfHttpPort(), "/v1/models/m:predict"))
            .POST(HttpRequest.BodyPublishers.ofString(body, UTF_8))
            .build();
    return http.sendAsync(request, HttpResponse.BodyHandlers.ofString());
  }

  String get(String path) throws IOException, InterruptedException {
    return get(server.tfHttpPort(), path);
  }

  private String get(int port, String path) throws IOException, InterruptedException {
    return http.send(
            HttpRequest.newBuilder(uri(port, path)).build(), HttpResponse.BodyHandlers.ofString())
        .body();
  }

  /** Looks until so many requests wait behind those that run. */
  void awaitWaiting(int requests) throws Exception {
    Pattern line =
        Pattern.compile(
            "nv_inference_pending_request_count\\{[^}]*model=\"m\"[^}]*\\} "
                + requests
                + "(\\.0)?\n");
    while (!line.matcher(get(server.metricsPort(), "/metrics")).find()) {
      Thread.onSpinWait();
    }
  }

  private static URI uri(int port, String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
