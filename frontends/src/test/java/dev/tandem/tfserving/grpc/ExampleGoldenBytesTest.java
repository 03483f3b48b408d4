package dev.tandem.tfserving.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import dev.tandem.engine.tensor.NativePool;
import dev.tandem.engine.testkit.FakeEngine;
import dev.tandem.proto.tensorflow.Example;
import dev.tandem.proto.tensorflow.Feature;
import dev.tandem.proto.tfserving.ClassificationRequest;
import dev.tandem.proto.tfserving.ClassificationResponse;
import dev.tandem.proto.tfserving.InferenceTask;
import dev.tandem.proto.tfserving.ModelSpec;
import dev.tandem.proto.tfserving.MultiInferenceRequest;
import dev.tandem.proto.tfserving.MultiInferenceResponse;
import dev.tandem.proto.tfserving.RegressionRequest;
import dev.tandem.proto.tfserving.RegressionResponse;
import dev.tandem.tfserving.inference.ExampleModels;
import java.io.IOException;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The messages of examples, written by hand from the field tables. */
class ExampleGoldenBytesTest {
  private static final String SERVICE = "tensorflow.serving.PredictionService/";

  private static final byte[] CLASSIFY =
      hex(
          """
          0a 0d            # model_spec = 1
             0a 01 6d          # name = 1: "m"
             1a 08 63 6c 61 73 73 69 66 79 # signature_name = 3: "classify"
          12 15            # input = 2
             0a 13             # example_list = 1
                0a 11             # examples = 1
                   0a 0f             # features = 1
                      0a 0d             # feature = 1, one entry
                         0a 01 78          # key: "x"
                         12 08             # value
                            12 06             # float_list = 2
                               0a 04 00 00 a0 40 # value = 1, packed: 5.0
          """);

  private static final byte[] CLASSIFY_ANSWER =
      hex(
          """
          0a 1b            # result = 1
             0a 19             # classifications = 1
                0a 0a             # classes = 1
                   0a 03 6c 6f 77    # label = 1: "low"
                   15 00 00 a0 40    # score = 2: 5.0
                0a 0b             # classes = 1
                   0a 04 68 69 67 68 # label = 1: "high"
                   15 00 00 c0 40    # score = 2: 6.0
          12 11            # model_spec = 2
             0a 01 6d          # name = 1: "m"
             12 02 08 03       # version = 2: Int64Value{value = 1: 3}
             1a 08 63 6c 61 73 73 69 66 79 # signature_name = 3: "classify"
          """);

  private static final byte[] REGRESS_WITH_CONTEXT =
      hex(
          """
          0a 0c            # model_spec = 1
             0a 01 6d          # name = 1: "m"
             1a 07 72 65 67 72 65 73 73 # signature_name = 3: "regress"
          12 2a            # input = 2
             12 28             # example_list_with_context = 2
                0a 00             # examples = 1: nothing of its own
                0a 11             # examples = 1
                   0a 0f             # features = 1
                      0a 0d             # feature = 1, one entry
                         0a 01 78          # key: "x"
                         12 08             # value
                            12 06             # float_list = 2
                               0a 04 00 00 80 c0 # value = 1, packed: -4.0
                12 11             # context = 2
                   0a 0f             # features = 1
                      0a 0d             # feature = 1, one entry
                         0a 01 78          # key: "x"
                         12 08             # value
                            12 06             # float_list = 2
                               0a 04 00 00 80 3f # value = 1, packed: 1.0
          """);

  private static final byte[] REGRESS_ANSWER =
      hex(
          """
          0a 09            # result = 1
             0a 05             # regressions = 1
                0d 00 00 20 40    # value = 1: 2.5
             0a 00             # regressions = 1: 0.0
          12 10            # model_spec = 2
             0a 01 6d          # name = 1: "m"
             12 02 08 03       # version = 2: Int64Value{value = 1: 3}
             1a 07 72 65 67 72 65 73 73 # signature_name = 3: "regress"
          """);

  private static final byte[] MULTI_INFERENCE =
      hex(
          """
          0a 2a            # tasks = 1
             0a 0c             # model_spec = 1
                0a 01 6d          # name = 1: "m"
                1a 07 72 65 67 72 65 73 73 # signature_name = 3: "regress"
             12 1a             # method_name = 2: "tensorflow/serving/regress"
                74 65 6e 73 6f 72 66 6c 6f 77 2f 73 65 72 76 69 6e 67 2f
                72 65 67 72 65 73 73
          0a 2c            # tasks = 1
             0a 0d             # model_spec = 1
                0a 01 6d          # name = 1: "m"
                1a 08 63 6c 61 73 73 69 66 79 # signature_name = 3: "classify"
             12 1b             # method_name = 2: "tensorflow/serving/classify"
                74 65 6e 73 6f 72 66 6c 6f 77 2f 73 65 72 76 69 6e 67 2f
                63 6c 61 73 73 69 66 79
          12 15            # input = 2
             0a 13             # example_list = 1
                0a 11             # examples = 1
                   0a 0f             # features = 1
                      0a 0d             # feature = 1, one entry
                         0a 01 78          # key: "x"
                         12 08             # value
                            12 06             # float_list = 2
                               0a 04 00 00 a0 40 # value = 1, packed: 5.0
          """);

  private static final byte[] MULTI_INFERENCE_ANSWER =
      hex(
          """
          0a 1b            # results = 1
             0a 10             # model_spec = 1
                0a 01 6d          # name = 1: "m"
                12 02 08 03       # version = 2: Int64Value{value = 1: 3}
                1a 07 72 65 67 72 65 73 73 # signature_name = 3: "regress"
             1a 07             # regression_result = 3
                0a 05             # regressions = 1
                   0d 00 00 90 40    # value = 1: 4.5
          0a 30            # results = 1
             0a 11             # model_spec = 1
                0a 01 6d          # name = 1: "m"
                12 02 08 03       # version = 2: Int64Value{value = 1: 3}
                1a 08 63 6c 61 73 73 69 66 79 # signature_name = 3: "classify"
             12 1b             # classification_result = 2
                0a 19             # classifications = 1
                   0a 0a             # classes = 1
                      0a 03 6c 6f 77    # label = 1: "low"
                      15 00 00 a0 40    # score = 2: 5.0
                   0a 0b             # classes = 1
                      0a 04 68 69 67 68 # label = 1: "high"
                      15 00 00 c0 40    # score = 2: 6.0
          """);

  private static final byte[] ALL_KINDS =
      hex(
          """
          0a 2b            # features = 1
             0a 0c             # feature = 1, an entry
                0a 01 62          # key: "b"
                12 07             # value
                   0a 05             # bytes_list = 1
                      0a 01 61          # value = 1: "a"
                      0a 00             # value = 1: ""
             0a 0d             # feature = 1, an entry
                0a 01 66          # key: "f"
                12 08             # value
                   12 06             # float_list = 2
                      0a 04 00 00 80 3f # value = 1, packed: 1.0
             0a 0c             # feature = 1, an entry
                0a 01 69          # key: "i"
                12 07             # value
                   1a 05             # int64_list = 3
                      0a 03 01 80 01    # value = 1, packed: 1, 128
          """);

  private final NativePool pool = new NativePool(1 << 20, true);
  private final GrpcServer server;

  ExampleGoldenBytesTest() throws IOException {
    FakeEngine engine =
        new FakeEngine(pool, Runnable::run).serve(ExampleModels.halfPlusTwo("m", 3));
    server = new GrpcServer(engine, pool, false);
  }

  @AfterEach
  void stop() {
    server.close();
    assertThat(pool.openLeases()).isZero();
  }

  @Test
  void answersClassify() throws InvalidProtocolBufferException {
    ClassificationRequest.Builder request = ClassificationRequest.newBuilder();
    request.setModelSpec(spec("classify"));
    request.getInputBuilder().getExampleListBuilder().addExamples(x(5));
    assertThat(request.build().toByteArray()).isEqualTo(CLASSIFY);

    byte[] answer = server.call(SERVICE + "Classify", CLASSIFY);

    assertThat(answer).isEqualTo(CLASSIFY_ANSWER);
    assertAgrees(answer, ClassificationResponse.parseFrom(answer));
  }

  @Test
  void answersRegress() throws InvalidProtocolBufferException {
    RegressionRequest.Builder request = RegressionRequest.newBuilder();
    request.setModelSpec(spec("regress"));
    request
        .getInputBuilder()
        .getExampleListWithContextBuilder()
        .setContext(x(1))
        .addExamples(Example.getDefaultInstance())
        .addExamples(x(-4));
    assertThat(request.build().toByteArray()).isEqualTo(REGRESS_WITH_CONTEXT);

    byte[] answer = server.call(SERVICE + "Regress", REGRESS_WITH_CONTEXT);

    assertThat(answer).isEqualTo(REGRESS_ANSWER);
    assertAgrees(answer, RegressionResponse.parseFrom(answer));
  }

  @Test
  void answersMultiInference() throws InvalidProtocolBufferException {
    MultiInferenceRequest.Builder request = MultiInferenceRequest.newBuilder();
    request.addTasks(
        InferenceTask.newBuilder()
            .setModelSpec(spec("regress"))
            .setMethodName("tensorflow/serving/regress"));
    request.addTasks(
        InferenceTask.newBuilder()
            .setModelSpec(spec("classify"))
            .setMethodName("tensorflow/serving/classify"));
    request.getInputBuilder().getExampleListBuilder().addExamples(x(5));
    assertThat(request.build().toByteArray()).isEqualTo(MULTI_INFERENCE);

    byte[] answer = server.call(SERVICE + "MultiInference", MULTI_INFERENCE);

    assertThat(answer).isEqualTo(MULTI_INFERENCE_ANSWER);
    assertAgrees(answer, MultiInferenceResponse.parseFrom(answer));
  }

  @Test
  void writesFeaturesOfAllKinds() {
    Feature.Builder bytes = Feature.newBuilder();
    bytes.getBytesListBuilder().addValue(ByteString.copyFromUtf8("a")).addValue(ByteString.EMPTY);
    Feature.Builder floats = Feature.newBuilder();
    floats.getFloatListBuilder().addValue(1);
    Feature.Builder integers = Feature.newBuilder();
    integers.getInt64ListBuilder().addValue(1).addValue(128);
    Example.Builder example = Example.newBuilder();
    example
        .getFeaturesBuilder()
        .putFeature("b", bytes.build())
        .putFeature("f", floats.build())
        .putFeature("i", integers.build());

    assertThat(example.build().toByteArray()).isEqualTo(ALL_KINDS);
  }

  /** What was written by hand is what the generated class writes. */
  private static void assertAgrees(byte[] answer, Message parsed) {
    assertThat(parsed.toByteArray()).isEqualTo(answer);
  }

  private static ModelSpec spec(String signature) {
    return ModelSpec.newBuilder().setName("m").setSignatureName(signature).build();
  }

  private static Example x(float value) {
    Feature.Builder feature = Feature.newBuilder();
    feature.getFloatListBuilder().addValue(value);
    Example.Builder example = Example.newBuilder();
    example.getFeaturesBuilder().putFeature("x", feature.build());
    return example.build();
  }

  /** The bytes of hex text; what follows a number sign is a comment. */
  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text.replaceAll("#.*", "").replaceAll("\\s", ""));
  }
}
