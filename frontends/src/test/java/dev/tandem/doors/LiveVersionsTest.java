package dev.tandem.doors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.engine.testkit.onnx.OnnxModels;
import dev.tandem.proto.kserve.GRPCInferenceServiceGrpc;
import dev.tandem.proto.kserve.GRPCInferenceServiceGrpc.GRPCInferenceServiceBlockingStub;
import dev.tandem.proto.kserve.InferTensorContents;
import dev.tandem.proto.kserve.ModelInferRequest;
import dev.tandem.proto.kserve.ModelInferResponse;
import dev.tandem.proto.kserve.RepositoryIndexRequest;
import dev.tandem.proto.kserve.ServerReadyRequest;
import dev.tandem.proto.tensorflow.DataType;
import dev.tandem.proto.tensorflow.TensorProto;
import dev.tandem.proto.tfserving.ModelSpec;
import dev.tandem.proto.tfserving.PredictRequest;
import dev.tandem.proto.tfserving.PredictResponse;
import dev.tandem.proto.tfserving.PredictionServiceGrpc;
import dev.tandem.proto.tfserving.PredictionServiceGrpc.PredictionServiceBlockingStub;
import dev.tandem.testing.TestServer;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Callers who ask for the newest version without stopping, while versions come, go, are broken and
 * are repaired: nobody is refused, and everybody sees the versions in the order of the policy.
 */
class LiveVersionsTest {
  private static final float[] GIVEN = {1, 2};
  private static final List<Float> EXPECTED = List.of(2.5f, 3f);
  private static final int LONGEST_SECONDS = 60;

  @TempDir Path folder;

  @Test
  @Timeout(LONGEST_SECONDS)
  void nobodyIsRefusedWhileVersionsComeAndGo() throws Exception {
    for (String model : List.of("repository/kserve", "tf")) {
      for (int version = 1; version <= 4; version++) {
        write(model + "/.good/" + version, OnnxModels.halfPlusTwo());
      }
      write(model + "/.bad/3", new byte[] {1, 2, 3});
      move(model + "/.good/1", model + "/1");
    }
    try (TestServer server =
        TestServer.start(
            "--model-repository=" + folder.resolve("repository"),
            "--model-control-mode=poll",
            "--repository-poll-secs=1",
            "--model_name=tf",
            "--model_base_path=" + folder.resolve("tf"),
            "--file_system_poll_wait_seconds=1",
            "--max_num_load_retries=0")) {
      ManagedChannel channel =
          ManagedChannelBuilder.forAddress("127.0.0.1", server.grpcPort()).usePlaintext().build();
      try (HammeredVersions kserve = HammeredVersions.start("ModelInfer", infer(channel));
          HammeredVersions tf = HammeredVersions.start("Predict", predict(channel))) {
        List<HammeredVersions> callers = List.of(kserve, tf);
        awaitVersion(callers, 1);

        appears(2);
        awaitVersion(callers, 2);

        both("/.bad/3", "/3");
        awaitFailure(channel, "kserve");
        awaitFailure(channel, "tf");
        assertThat(isReady(channel)).isFalse();

        both("/3", "/.bad/3");
        appears(3);
        awaitVersion(callers, 3);
        assertThat(isReady(channel)).isTrue();

        both("/3", "/.good/3");
        awaitVersion(callers, 2);

        appears(4);
        awaitVersion(callers, 4);
        for (HammeredVersions caller : callers) {
          caller.end();
          assertThat(caller.answers()).isGreaterThan(100);
        }
      } finally {
        channel.shutdownNow().awaitTermination(LONGEST_SECONDS, TimeUnit.SECONDS);
      }
    }
  }

  private static LongSupplier infer(ManagedChannel channel) {
    GRPCInferenceServiceBlockingStub stub = GRPCInferenceServiceGrpc.newBlockingStub(channel);
    InferTensorContents.Builder contents = InferTensorContents.newBuilder();
    for (float value : GIVEN) {
      contents.addFp32Contents(value);
    }
    ModelInferRequest request =
        ModelInferRequest.newBuilder()
            .setModelName("kserve")
            .addInputs(
                ModelInferRequest.InferInputTensor.newBuilder()
                    .setName("x")
                    .setDatatype("FP32")
                    .addShape(GIVEN.length)
                    .setContents(contents))
            .build();
    return () -> {
      ModelInferResponse response = stub.modelInfer(request);
      assertThat(response.getRawOutputContents(0).size()).isEqualTo(GIVEN.length * Float.BYTES);
      return Long.parseLong(response.getModelVersion());
    };
  }

  private static LongSupplier predict(ManagedChannel channel) {
    PredictionServiceBlockingStub stub = PredictionServiceGrpc.newBlockingStub(channel);
    TensorProto.Builder tensor = TensorProto.newBuilder().setDtype(DataType.DT_FLOAT);
    for (float value : GIVEN) {
      tensor.addFloatVal(value);
    }
    tensor.getTensorShapeBuilder().addDimBuilder().setSize(GIVEN.length);
    PredictRequest request =
        PredictRequest.newBuilder()
            .setModelSpec(ModelSpec.newBuilder().setName("tf"))
            .putInputs("x", tensor.build())
            .build();
    return () -> {
      PredictResponse response = stub.predict(request);
      assertThat(response.getOutputsOrThrow("y").getFloatValList()).isEqualTo(EXPECTED);
      return response.getModelSpec().getVersion().getValue();
    };
  }

  private static void awaitVersion(List<HammeredVersions> callers, long version)
      throws InterruptedException {
    for (HammeredVersions caller : callers) {
      assertThat(caller.next()).isEqualTo(version);
    }
  }

  /** Asks until the test's own time limit. */
  private static void awaitFailure(ManagedChannel channel, String model) {
    GRPCInferenceServiceBlockingStub stub = GRPCInferenceServiceGrpc.newBlockingStub(channel);
    boolean failed = false;
    while (!failed) {
      failed =
          stub.repositoryIndex(RepositoryIndexRequest.getDefaultInstance()).getModelsList().stream()
              .filter(index -> index.getName().equals(model) && index.getVersion().equals("3"))
              .anyMatch(index -> index.getState().equals("UNAVAILABLE"));
    }
  }

  private static boolean isReady(ManagedChannel channel) {
    return GRPCInferenceServiceGrpc.newBlockingStub(channel)
        .serverReady(ServerReadyRequest.getDefaultInstance())
        .getReady();
  }

  private void appears(int version) throws IOException {
    both("/.good/" + version, "/" + version);
  }

  private void both(String from, String to) throws IOException {
    for (String model : List.of("repository/kserve", "tf")) {
      move(model + from, model + to);
    }
  }

  private void move(String from, String to) throws IOException {
    Files.move(folder.resolve(from), folder.resolve(to));
  }

  private void write(String version, byte[] model) throws IOException {
    Path path = Files.createDirectories(folder.resolve(version));
    Files.write(path.resolve("model.onnx"), model);
  }
}
