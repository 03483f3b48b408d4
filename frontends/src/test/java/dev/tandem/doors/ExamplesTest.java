package dev.tandem.doors;

import static dev.tandem.engine.testkit.onnx.Dims.dims;
import static dev.tandem.engine.testkit.onnx.OnnxType.BOOL;
import static dev.tandem.engine.testkit.onnx.OnnxType.DOUBLE;
import static dev.tandem.engine.testkit.onnx.OnnxType.FLOAT;
import static dev.tandem.engine.testkit.onnx.OnnxType.INT32;
import static dev.tandem.engine.testkit.onnx.OnnxType.STRING;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.tandem.engine.testkit.onnx.OnnxAttribute;
import dev.tandem.engine.testkit.onnx.OnnxModel;
import dev.tandem.engine.testkit.onnx.OnnxModels;
import dev.tandem.proto.kserve.GRPCInferenceServiceGrpc;
import dev.tandem.proto.kserve.ModelStatisticsRequest;
import dev.tandem.proto.tensorflow.Example;
import dev.tandem.proto.tensorflow.Feature;
import dev.tandem.proto.tensorflow.FloatList;
import dev.tandem.proto.tfserving.ClassificationRequest;
import dev.tandem.proto.tfserving.ClassificationResponse;
import dev.tandem.proto.tfserving.InferenceTask;
import dev.tandem.proto.tfserving.Input;
import dev.tandem.proto.tfserving.ModelSpec;
import dev.tandem.proto.tfserving.MultiInferenceRequest;
import dev.tandem.proto.tfserving.MultiInferenceResponse;
import dev.tandem.proto.tfserving.PredictionServiceGrpc;
import dev.tandem.proto.tfserving.PredictionServiceGrpc.PredictionServiceBlockingStub;
import dev.tandem.proto.tfserving.Regression;
import dev.tandem.proto.tfserving.RegressionRequest;
import dev.tandem.testing.TestServer;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Classify, Regress and MultiInference on real models, over both of TensorFlow Serving's doors. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ExamplesTest {
  private static final String HALF_PLUS_TWO =
      """
      signature_def { key: "regress_x_to_y" value {
        inputs { key: "inputs" value { name: "tf_example:0" dtype: DT_STRING } }
        outputs { key: "outputs" value { name: "y:0" } }
        method_name: "tensorflow/serving/regress" } }
      signature_def { key: "classify_x_to_y" value {
        inputs { key: "inputs" value { name: "tf_example:0" dtype: DT_STRING } }
        outputs { key: "scores" value { name: "y:0" } }
        method_name: "tensorflow/serving/classify" } }
      """;

  private static final String MIXED =
      """
      signature_def { key: "regress" value {
        inputs { key: "inputs" value { name: "tf_example:0" dtype: DT_STRING } }
        outputs { key: "outputs" value { name: "sum" } }
        method_name: "tensorflow/serving/regress" } }
      signature_def { key: "classify" value {
        inputs { key: "inputs" value { name: "tf_example:0" dtype: DT_STRING } }
        outputs { key: "classes" value { name: "words_back" } }
        method_name: "tensorflow/serving/classify" } }
      """;

  private final HttpClient http = HttpClient.newHttpClient();
  private @Nullable TestServer server;
  private @Nullable ManagedChannel channel;

  @BeforeAll
  void start(@TempDir Path repository) throws IOException {
    write(repository, "half", OnnxModels.halfPlusTwo(), HALF_PLUS_TWO);
    write(repository, "mixed", mixed(), MIXED);
    server = TestServer.start(repository);
    channel =
        ManagedChannelBuilder.forAddress("localhost", server.tfGrpcPort()).usePlaintext().build();
  }

  private static void write(Path repository, String model, byte[] onnx, String signatures)
      throws IOException {
    Path version = Files.createDirectories(repository.resolve(model).resolve("1"));
    Files.write(version.resolve("model.onnx"), onnx);
    Files.writeString(version.resolve("signatures.pbtxt"), signatures);
  }

  /** sum = d + i + b + the sum of any number of floats; words come back. */
  private static byte[] mixed() {
    OnnxAttribute toFloat = OnnxAttribute.attribute("to", FLOAT.number());
    return OnnxModel.graph("mixed")
        .input("d", DOUBLE, dims("N"))
        .input("i", INT32, dims("N"))
        .input("b", BOOL, dims("N"))
        .input("floats", FLOAT, dims("N", "M"))
        .input("words", STRING, dims("N", "W"))
        .output("sum", FLOAT, dims("N"))
        .output("words_back", STRING, dims("N", "W"))
        .initializer("axis", new long[] {1}, new long[] {1})
        .node("Cast", List.of("d"), List.of("d_float"), toFloat)
        .node("Cast", List.of("i"), List.of("i_float"), toFloat)
        .node("Cast", List.of("b"), List.of("b_float"), toFloat)
        .node(
            "ReduceSum",
            List.of("floats", "axis"),
            List.of("floats_sum"),
            OnnxAttribute.attribute("keepdims", 0))
        .node("Add", List.of("d_float", "i_float"), List.of("d_i"))
        .node("Add", List.of("d_i", "b_float"), List.of("d_i_b"))
        .node("Add", List.of("d_i_b", "floats_sum"), List.of("sum"))
        .node("Identity", List.of("words"), List.of("words_back"))
        .toBytes();
  }

  @AfterAll
  void stop() {
    Objects.requireNonNull(channel).shutdownNow();
    Objects.requireNonNull(server).close();
    assertThat(Objects.requireNonNull(server).openLeases()).isZero();
  }

  @Test
  void regressesHalfPlusTwo() {
    long before = requestsOf("half");

    assertThat(
            stub()
                .regress(
                    RegressionRequest.newBuilder()
                        .setModelSpec(spec("half", "regress_x_to_y"))
                        .setInput(input(x(1), x(2), x(5)))
                        .build())
                .getResult()
                .getRegressionsList())
        .extracting(Regression::getValue)
        .containsExactly(2.5f, 3f, 4.5f);
    assertThat(requestsOf("half")).as("counted once").isEqualTo(before + 1);
    assertThat(
            post(
                "half:regress",
                "{\"signature_name\": \"regress_x_to_y\", \"examples\": [{\"x\": 1.0}, {\"x\":"
                    + " 2.0}]}"))
        .isEqualTo("{\"results\":[2.5,3.0]}");
  }

  @Test
  void classifiesHalfPlusTwo() {
    ClassificationResponse response =
        stub()
            .classify(
                ClassificationRequest.newBuilder()
                    .setModelSpec(spec("half", "classify_x_to_y"))
                    .setInput(input(x(1), x(5)))
                    .build());

    assertThat(response.getResult().getClassifications(1).getClasses(0).getScore()).isEqualTo(4.5f);
    assertThat(
            post(
                "half:classify",
                "{\"signature_name\": \"classify_x_to_y\", \"examples\": [{\"x\": 1.0}]}"))
        .isEqualTo("{\"results\":[[[\"\",2.5]]]}");
  }

  @Test
  void answersSeveralTasksAboutHalfPlusTwo() {
    long before = requestsOf("half");

    MultiInferenceResponse response =
        stub()
            .multiInference(
                MultiInferenceRequest.newBuilder()
                    .setInput(input(x(1)))
                    .addTasks(task("half", "regress_x_to_y", "tensorflow/serving/regress"))
                    .addTasks(task("half", "classify_x_to_y", "tensorflow/serving/classify"))
                    .build());

    assertThat(response.getResults(0).getRegressionResult().getRegressions(0).getValue())
        .isEqualTo(2.5f);
    assertThat(
            response
                .getResults(1)
                .getClassificationResult()
                .getClassifications(0)
                .getClasses(0)
                .getScore())
        .isEqualTo(2.5f);
    assertThat(requestsOf("half")).as("counted once").isEqualTo(before + 1);
  }

  @Test
  void fillsInputsOfAllKindsAndPadsThem() {
    MultiInferenceResponse response =
        stub()
            .multiInference(
                MultiInferenceRequest.newBuilder()
                    .setInput(
                        input(
                            mixed(1.5f, 2, true, List.of("a", "bc"), 1, 2, 3),
                            mixed(-1, -7, false, List.of("", "é", "x"))))
                    .addTasks(task("mixed", "regress", "tensorflow/serving/regress"))
                    .addTasks(task("mixed", "classify", "tensorflow/serving/classify"))
                    .build());

    assertThat(response.getResults(0).getRegressionResult().getRegressionsList())
        .extracting(Regression::getValue)
        .containsExactly(10.5f, -8f);
    assertThat(
            response.getResults(1).getClassificationResult().getClassificationsList().stream()
                .flatMap(row -> row.getClassesList().stream())
                .map(each -> each.getLabel())
                .toList())
        .containsExactly("a", "bc", "", "", "é", "x");
    assertThat(
            post(
                "mixed:regress",
                "{\"signature_name\": \"regress\", \"context\": {\"words\": [], \"b\": true},"
                    + " \"examples\": [{\"d\": 1.5, \"i\": 2, \"floats\": [1.0, 2.0]},"
                    + " {\"d\": 0.5, \"i\": -1, \"b\": false, \"words\": \"w\","
                    + " \"floats\": 0.25}]}"))
        .isEqualTo(
            "{\"error\":\"Name:<unknown>,Feature:words(datatype:string)isrequiredbutcouldnotbe"
                + "found.\"}");
    assertThat(
            post(
                "mixed:regress",
                "{\"signature_name\": \"regress\", \"context\": {\"words\": \"w\", \"b\": true},"
                    + " \"examples\": [{\"d\": 1.5, \"i\": 2, \"floats\": [1.0, 2.0]},"
                    + " {\"d\": 0.5, \"i\": -1, \"b\": false, \"floats\": 0.25}]}"))
        .isEqualTo("{\"results\":[7.5,-0.25]}");
  }

  private long requestsOf(String model) {
    ManagedChannel kserve =
        ManagedChannelBuilder.forAddress("localhost", Objects.requireNonNull(server).grpcPort())
            .usePlaintext()
            .build();
    try {
      return GRPCInferenceServiceGrpc.newBlockingStub(kserve)
          .modelStatistics(ModelStatisticsRequest.newBuilder().setName(model).build())
          .getModelStats(0)
          .getInferenceStats()
          .getSuccess()
          .getCount();
    } finally {
      kserve.shutdownNow();
    }
  }

  private PredictionServiceBlockingStub stub() {
    return PredictionServiceGrpc.newBlockingStub(Objects.requireNonNull(channel));
  }

  /** The answer without its white space. */
  private String post(String call, String body) {
    int port = Objects.requireNonNull(server).tfHttpPort();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/v1/models/" + call))
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofString()).body().replaceAll("\\s", "");
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static ModelSpec spec(String model, String signature) {
    return ModelSpec.newBuilder().setName(model).setSignatureName(signature).build();
  }

  private static InferenceTask task(String model, String signature, String method) {
    return InferenceTask.newBuilder()
        .setModelSpec(spec(model, signature))
        .setMethodName(method)
        .build();
  }

  private static Input input(Example... examples) {
    Input.Builder input = Input.newBuilder();
    input.getExampleListBuilder().addAllExamples(List.of(examples));
    return input.build();
  }

  private static Example x(float value) {
    Example.Builder example = Example.newBuilder();
    example.getFeaturesBuilder().putFeature("x", floats(value));
    return example.build();
  }

  private static Example mixed(float d, long i, boolean b, List<String> words, float... floats) {
    Example.Builder example = Example.newBuilder();
    Feature.Builder wordList = Feature.newBuilder();
    words.forEach(word -> wordList.getBytesListBuilder().addValue(ByteString.copyFromUtf8(word)));
    example
        .getFeaturesBuilder()
        .putFeature("d", floats(d))
        .putFeature("i", integer(i))
        .putFeature("b", integer(b ? 1 : 0))
        .putFeature("floats", floats(floats))
        .putFeature("words", wordList.build());
    return example.build();
  }

  private static Feature integer(long value) {
    Feature.Builder feature = Feature.newBuilder();
    feature.getInt64ListBuilder().addValue(value);
    return feature.build();
  }

  private static Feature floats(float... values) {
    FloatList.Builder list = FloatList.newBuilder();
    for (float value : values) {
      list.addValue(value);
    }
    return Feature.newBuilder().setFloatList(list).build();
  }
}
