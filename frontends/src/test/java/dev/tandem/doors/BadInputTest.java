package dev.tandem.doors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.engine.tensor.DataType;
import dev.tandem.engine.testkit.onnx.OnnxModels;
import dev.tandem.engine.testkit.onnx.OnnxType;
import dev.tandem.testing.TestServer;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a careless or hostile client may send: each door says what is wrong, and the server goes on.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadInputTest {
  private static final int MANY = 10_000_000;
  private static final String KSERVE_PATH = "/v2/models/half/infer";
  private static final String TF_PATH = "/v1/models/half:predict";

  private final HttpClient client = HttpClient.newHttpClient();
  private @Nullable TestServer server;

  @BeforeAll
  void start(@TempDir Path repository) throws IOException {
    Path version = Files.createDirectories(repository.resolve("half").resolve("1"));
    Files.write(version.resolve("model.onnx"), OnnxModels.halfPlusTwo());
    Path identity = Files.createDirectories(repository.resolve("identity").resolve("1"));
    Files.write(identity.resolve("model.onnx"), OnnxModels.identity(OnnxType.FLOAT, "N", 2));
    server = TestServer.start(repository);
  }

  private TestServer server() {
    return Objects.requireNonNull(server);
  }

  @AfterEach
  void goesOn() {
    Values one = Values.of(DataType.FP32, List.of(1L), "1.0");
    Values answer = Values.of(DataType.FP32, List.of(1L), "2.5");
    try (KServeGrpcDoor door = new KServeGrpcDoor(server().grpcPort())) {
      assertThat(door.infer("half", 0, Map.of("x", one)).outputs()).containsEntry("y", answer);
    }
  }

  @AfterAll
  void stop() {
    server().close();
    assertThat(server().openLeases()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "inference.GRPCInferenceService/ModelInfer",
        "inference.GRPCInferenceService/ModelReady",
        "tensorflow.serving.PredictionService/Predict",
        "tensorflow.serving.PredictionService/Classify",
        "tensorflow.serving.PredictionService/Regress",
        "tensorflow.serving.PredictionService/MultiInference",
        "tensorflow.serving.ModelService/GetModelStatus"
      })
  void refusesATruncatedMessage(String method) {
    StatusRuntimeException refused =
        callExpectingRefusal(method, HexFormat.of().parseHex("0aff01616263"));

    assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.INTERNAL);
    assertThat(refused.getStatus().getDescription()).isEqualTo("Unable to parse request");
  }

  @ParameterizedTest
  @CsvSource({KSERVE_PATH + ",500", TF_PATH + ",400", "/v1/models/half:classify,400"})
  void refusesTenMillionBrackets(String path, int status) throws Exception {
    HttpResponse<String> response =
        post(path, "[".repeat(MANY).getBytes(StandardCharsets.US_ASCII));

    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(response.body()).contains("Invalid value.");
  }

  @Test
  void refusesAShapeWhoseSizeOverflowsOverRest() throws Exception {
    String shape = "[4294967296,4294967296]";
    HttpResponse<String> response =
        post(
            KSERVE_PATH,
            ("{\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":"
                    + shape
                    + ",\"data\":[1]}]}")
                .getBytes(StandardCharsets.US_ASCII));

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.body()).contains("causes total element count to exceed maximum size");
  }

  @Test
  void refusesAShapeWhoseSizeOverflowsOverGrpc() {
    Values huge = new Values(DataType.FP32, List.of(1L << 32, 1L << 32), List.of("1.0"));
    try (KServeGrpcDoor kserve = new KServeGrpcDoor(server().grpcPort());
        TfServingGrpcDoor tf = new TfServingGrpcDoor(server().tfGrpcPort())) {
      assertThat(kserve.infer("half", 0, Map.of("x", huge)).code())
          .isEqualTo(Status.Code.INVALID_ARGUMENT);
      assertThat(tf.infer("half", 0, Map.of("x", huge)).code())
          .isEqualTo(Status.Code.INVALID_ARGUMENT);
    }
  }

  @ParameterizedTest
  @CsvSource({"1000000000000", "5", "-4", "18446744073709551615"})
  void refusesABinarySizeThatLies(String size) throws Exception {
    String head =
        "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":[1],\"parameters\":{\"binary_data_size\":"
            + size
            + "}}]}";
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server().httpPort() + KSERVE_PATH))
            .header("Inference-Header-Content-Length", Integer.toString(head.length()))
            .POST(HttpRequest.BodyPublishers.ofString(head + "\0\0\0\0"))
            .build();

    HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());

    assertThat(response.statusCode()).isIn(400, 500);
    assertThat(response.body()).contains("\"error\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {KSERVE_PATH, TF_PATH})
  void survivesABodyThatIsCutOff(String path) throws Exception {
    String head = "POST " + path + " HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n";

    String answer =
        RawHttp.exchange(server().httpPort(), RawHttp.ascii(head), RawHttp.ascii("{\"inputs\":"));

    assertThat(answer).doesNotContain(" 200 ");
  }

  @ParameterizedTest
  @ValueSource(strings = {KSERVE_PATH, TF_PATH})
  void refusesAHeaderOfAHundredKilobytes(String path) throws Exception {
    String head =
        "POST " + path + " HTTP/1.1\r\nHost: x\r\nX-Long: " + "x".repeat(100_000) + "\r\n\r\n";

    String answer = RawHttp.exchange(server().httpPort(), RawHttp.ascii(head));

    assertThat(answer).startsWith("HTTP/1.1 431 ").contains("\"error\"");
  }

  @Test
  void refusesWhatIsNotHttp() throws Exception {
    String answer =
        RawHttp.exchange(server().httpPort(), RawHttp.ascii("\u0016\u0003\u0001 hello\r\n\r\n"));

    assertThat(answer).startsWith("HTTP/1.").contains(" 400 ", "\"error\"");
  }

  @Test
  void refusesAGrpcHeaderOfAHundredKilobytes() {
    String method = "inference.GRPCInferenceService/" + "x".repeat(100_000);

    StatusRuntimeException refused = callExpectingRefusal(method, new byte[0]);

    assertThat(refused.getStatus().getCode()).isNotEqualTo(Status.Code.OK);
  }

  private HttpResponse<String> post(String path, byte[] body) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server().httpPort() + path))
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build();
    return client.send(request, HttpResponse.BodyHandlers.ofString());
  }

  private StatusRuntimeException callExpectingRefusal(String method, byte[] message) {
    ManagedChannel channel =
        ManagedChannelBuilder.forAddress("127.0.0.1", server().grpcPort()).usePlaintext().build();
    MethodDescriptor<byte[], byte[]> descriptor =
        MethodDescriptor.newBuilder(new Bytes(), new Bytes())
            .setType(MethodDescriptor.MethodType.UNARY)
            .setFullMethodName(method)
            .build();
    try {
      ClientCalls.blockingUnaryCall(channel, descriptor, CallOptions.DEFAULT, message);
    } catch (StatusRuntimeException e) {
      return e;
    } finally {
      channel.shutdownNow();
    }
    throw new AssertionError(method + " was answered");
  }

  private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] value) {
      return new ByteArrayInputStream(value);
    }

    @Override
    public byte[] parse(InputStream stream) {
      try {
        return stream.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
