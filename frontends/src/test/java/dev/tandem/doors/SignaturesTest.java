package dev.tandem.doors;

import static dev.tandem.engine.testkit.onnx.Dims.dims;
import static dev.tandem.engine.testkit.onnx.OnnxType.FLOAT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.protobuf.ByteString;
import dev.tandem.engine.testkit.onnx.OnnxModel;
import dev.tandem.proto.tensorflow.DataType;
import dev.tandem.proto.tensorflow.Example;
import dev.tandem.proto.tensorflow.Feature;
import dev.tandem.proto.tensorflow.Features;
import dev.tandem.proto.tensorflow.FloatList;
import dev.tandem.proto.tensorflow.TensorProto;
import dev.tandem.proto.tensorflow.TensorShapeProto;
import dev.tandem.proto.tfserving.GetModelMetadataRequest;
import dev.tandem.proto.tfserving.ModelSpec;
import dev.tandem.proto.tfserving.PredictRequest;
import dev.tandem.proto.tfserving.PredictResponse;
import dev.tandem.proto.tfserving.PredictionServiceGrpc;
import dev.tandem.proto.tfserving.PredictionServiceGrpc.PredictionServiceBlockingStub;
import dev.tandem.proto.tfserving.SignatureDefMap;
import dev.tandem.testing.TestServer;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Several signatures of one real model, over both of TensorFlow Serving's doors. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SignaturesTest {
  private static final String FILE =
      """
      signature_def { key: "serving_default" value {
        inputs { key: "left" value { name: "b:0" } }
        inputs { key: "right" value { name: "a:0" } }
        outputs { key: "sum" value { name: "sum:0" } }
        outputs { key: "product" value { name: "product:0" } }
        method_name: "tensorflow/serving/predict" } }
      signature_def { key: "plus_ten" value {
        inputs { key: "value" value { name: "a" tensor_shape { dim { size: 7 } } } }
        outputs { key: "outputs" value { name: "sum" dtype: DT_DOUBLE } }
        defaults { key: "b" value {
          dtype: DT_FLOAT float_val: 10 tensor_shape { dim { size: 2 } } } }
        method_name: "tensorflow/serving/regress" } }
      signature_def { key: "times" value {
        inputs { key: "a" value { name: "a" } }
        inputs { key: "b" value { name: "b" } }
        outputs { key: "product" value { name: "product" } }
        defaults { key: "b" value {
          dtype: DT_FLOAT float_val: 3 tensor_shape { dim { size: 2 } } } }
        method_name: "mine" } }
      signature_def { key: "examples" value {
        inputs { key: "inputs" value { name: "tf_example:0" dtype: DT_STRING } }
        outputs { key: "outputs" value { name: "rows" } }
        method_name: "tensorflow/serving/regress" } }
      """;

  /** Without {@code examples}, which are of another model. */
  private static final String SUMS = FILE.substring(0, FILE.indexOf("signature_def { key: \"ex"));

  private static final String EXAMPLES = FILE.substring(SUMS.length());

  private final HttpClient http = HttpClient.newHttpClient();
  private @Nullable TestServer server;
  private @Nullable ManagedChannel channel;

  @BeforeAll
  void start(@TempDir Path repository) throws IOException {
    Path version = Files.createDirectories(repository.resolve("m").resolve("1"));
    byte[] model =
        OnnxModel.graph("sums")
            .input("a", FLOAT, dims(2))
            .input("b", FLOAT, dims(2))
            .output("sum", FLOAT, dims(2))
            .output("product", FLOAT, dims(2))
            .node("Add", List.of("a", "b"), List.of("sum"))
            .node("Mul", List.of("a", "b"), List.of("product"))
            .toBytes();
    Files.write(version.resolve("model.onnx"), model);
    Files.writeString(version.resolve("signatures.pbtxt"), SUMS);
    Path rows = Files.createDirectories(repository.resolve("rows").resolve("1"));
    byte[] doubled =
        OnnxModel.graph("rows")
            .input("x", FLOAT, dims("N", 2))
            .output("rows", FLOAT, dims("N", 2))
            .node("Add", List.of("x", "x"), List.of("rows"))
            .toBytes();
    Files.write(rows.resolve("model.onnx"), doubled);
    Files.writeString(rows.resolve("signatures.pbtxt"), EXAMPLES);
    server = TestServer.start(repository);
    channel =
        ManagedChannelBuilder.forAddress("localhost", server.tfGrpcPort()).usePlaintext().build();
  }

  @AfterAll
  void stop() {
    Objects.requireNonNull(channel).shutdownNow();
    Objects.requireNonNull(server).close();
    assertThat(Objects.requireNonNull(server).openLeases()).isZero();
  }

  @Test
  void predictsByTheSignatureAskedFor() {
    PredictResponse both =
        stub().predict(request("", Map.of("left", floats(1, 2), "right", floats(5, 6))));
    assertThat(both.getOutputsMap()).containsOnlyKeys("sum", "product");
    assertThat(both.getOutputsOrThrow("sum").getFloatValList()).containsExactly(6f, 8f);
    assertThat(both.getModelSpec().getSignatureName()).isEqualTo("serving_default");

    PredictResponse one = stub().predict(request("plus_ten", Map.of("value", floats(1, 2))));
    assertThat(one.getOutputsMap()).containsOnlyKeys("outputs");
    assertThat(one.getOutputsOrThrow("outputs").getFloatValList()).containsExactly(11f, 12f);
    assertThat(one.getModelSpec().getSignatureName()).isEqualTo("plus_ten");

    assertThat(
            stub()
                .predict(request("times", Map.of("a", floats(1, 2))))
                .getOutputsOrThrow("product")
                .getFloatValList())
        .containsExactly(3f, 6f);
    assertThat(
            stub()
                .predict(request("times", Map.of("a", floats(1, 2), "b", floats(4, 4))))
                .getOutputsOrThrow("product")
                .getFloatValList())
        .containsExactly(4f, 8f);
  }

  @Test
  void refusesByTheSignatureAskedFor() {
    refuses(
        request("x", Map.of()),
        Status.Code.FAILED_PRECONDITION,
        "Serving signature key \"x\" not found.");
    refuses(
        request("times", Map.of()),
        Status.Code.INVALID_ARGUMENT,
        "Signature input alias: a(feed name: a:0) not found in request and no default value"
            + " provided. Inputs expected to be in the request {}, or default input alias set: b");
    refuses(
        request("times", Map.of("a", floats(1, 2), "c", floats(1, 2))),
        Status.Code.INVALID_ARGUMENT,
        "Inputs contains invalid name. Used request inputs: a, request input: a,c");
    refuses(
        request("times", Map.of("a", floats(1, 2), "b", floats(1, 2), "c", floats(1, 2))),
        Status.Code.INVALID_ARGUMENT,
        "input size does not match signature: 3!=2 len({a,b,c}) != len({a,b}). Sent extra: {c}."
            + " Missing but required: {}.");
    refuses(
        request("plus_ten", Map.of("value", floats(1, 2))).toBuilder()
            .addOutputFilter("product")
            .build(),
        Status.Code.INVALID_ARGUMENT,
        "output tensor alias not found in signature: product Outputs expected to be in the set"
            + " {outputs}.");
  }

  /** TensorFlow counts what it is fed by the names of its tensors: a is right, and b is left. */
  @Test
  void countsArgumentsByTheNamesOfTheModel() {
    TensorProto ints = floats(1, 2).toBuilder().setDtype(DataType.DT_INT32).build();

    refuses(
        request("", Map.of("left", ints, "right", floats(1, 2))),
        Status.Code.INVALID_ARGUMENT,
        "Expects arg[1] to be float but int32 is provided");
    refuses(
        request("", Map.of("left", ints, "right", ints)),
        Status.Code.INVALID_ARGUMENT,
        "Expects arg[0] to be float but int32 is provided");
  }

  @Test
  void predictsOverRest() {
    assertThat(post("{\"signature_name\": \"plus_ten\", \"inputs\": [1, 2]}").body())
        .isEqualTo("{\n    \"outputs\": [\n        11.0,\n        12.0\n    ]\n}");
    assertThat(post("{\"inputs\": {\"left\": [1, 2], \"right\": [5, 6]}}").body())
        .contains("\"sum\": [", "\"product\": [");
    assertThat(post("{\"signature_name\": \"times\", \"inputs\": {\"a\": [1, 2]}}").body())
        .isEqualTo("{\n    \"outputs\": [\n        3.0,\n        6.0\n    ]\n}");
    assertThat(post("{\"signature_name\": \"x\", \"inputs\": [1, 2]}").body())
        .contains("Serving signature name: \\\"x\\\" not found in signature def");
  }

  @Test
  void predictsOnSerialisedExamples() {
    TensorProto.Builder strings =
        TensorProto.newBuilder()
            .setDtype(DataType.DT_STRING)
            .setTensorShape(
                TensorShapeProto.newBuilder().addDim(TensorShapeProto.Dim.newBuilder().setSize(2)));
    PredictRequest.Builder request =
        PredictRequest.newBuilder()
            .setModelSpec(ModelSpec.newBuilder().setName("rows").setSignatureName("examples"));

    PredictResponse answer =
        stub()
            .predict(
                request
                    .putInputs(
                        "inputs",
                        strings
                            .clone()
                            .addStringVal(example(1, 2))
                            .addStringVal(example(3, 4))
                            .build())
                    .build());

    assertThat(answer.getOutputsOrThrow("outputs").getFloatValList())
        .containsExactly(2f, 4f, 6f, 8f);
    assertThatExceptionOfType(StatusRuntimeException.class)
        .isThrownBy(
            () ->
                stub()
                    .predict(
                        request
                            .putInputs(
                                "inputs",
                                strings
                                    .clone()
                                    .addStringVal(example(1, 2))
                                    .addStringVal(ByteString.copyFromUtf8("junk"))
                                    .build())
                            .build()))
        .withMessage("INVALID_ARGUMENT: Could not parse example input, value: 'junk'");
    String b64 = Base64.getEncoder().encodeToString(example(1, 2).toByteArray());
    assertThat(
            send(uri("/v1/models/rows:predict")
                    .POST(
                        HttpRequest.BodyPublishers.ofString(
                            "{\"signature_name\": \"examples\", \"instances\": [{\"b64\": \""
                                + b64
                                + "\"}]}")))
                .body())
        .isEqualTo("{\n    \"predictions\": [[2.0, 4.0]\n    ]\n}");
  }

  private static ByteString example(float first, float second) {
    Feature x =
        Feature.newBuilder()
            .setFloatList(FloatList.newBuilder().addValue(first).addValue(second))
            .build();
    return Example.newBuilder()
        .setFeatures(Features.newBuilder().putFeature("x", x))
        .build()
        .toByteString();
  }

  @Test
  void describesAllSignatures() throws IOException {
    SignatureDefMap map =
        stub()
            .getModelMetadata(
                GetModelMetadataRequest.newBuilder()
                    .setModelSpec(ModelSpec.newBuilder().setName("m"))
                    .addMetadataField("signature_def")
                    .build())
            .getMetadataOrThrow("signature_def")
            .unpack(SignatureDefMap.class);

    assertThat(map.getSignatureDefMap()).containsOnlyKeys("serving_default", "plus_ten", "times");
    assertThat(map.getSignatureDefOrThrow("plus_ten").getOutputsOrThrow("outputs").getDtype())
        .isEqualTo(DataType.DT_DOUBLE);
    assertThat(map.getSignatureDefOrThrow("times").getDefaultsMap()).containsOnlyKeys("b");
    assertThat(send(uri("/v1/models/m/metadata").GET()).body())
        .contains("\"plus_ten\"", "\"times\"", "\"method_name\": \"mine\"", "\"size\": \"7\"");
  }

  private void refuses(PredictRequest request, Status.Code code, String text) {
    assertThatExceptionOfType(StatusRuntimeException.class)
        .isThrownBy(() -> stub().predict(request))
        .satisfies(e -> assertThat(e.getStatus().getDescription()).isEqualTo(text))
        .satisfies(e -> assertThat(e.getStatus().getCode()).isEqualTo(code));
  }

  private PredictionServiceBlockingStub stub() {
    return PredictionServiceGrpc.newBlockingStub(Objects.requireNonNull(channel));
  }

  private HttpResponse<String> post(String body) {
    return send(uri("/v1/models/m:predict").POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  private HttpRequest.Builder uri(String path) {
    int port = Objects.requireNonNull(server).tfHttpPort();
    return HttpRequest.newBuilder(URI.create("http://localhost:" + port + path));
  }

  private HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static PredictRequest request(String signature, Map<String, TensorProto> inputs) {
    return PredictRequest.newBuilder()
        .setModelSpec(ModelSpec.newBuilder().setName("m").setSignatureName(signature))
        .putAllInputs(inputs)
        .build();
  }

  private static TensorProto floats(float first, float second) {
    return TensorProto.newBuilder()
        .setDtype(DataType.DT_FLOAT)
        .setTensorShape(
            TensorShapeProto.newBuilder().addDim(TensorShapeProto.Dim.newBuilder().setSize(2)))
        .addFloatVal(first)
        .addFloatVal(second)
        .build();
  }
}
