package dev.tandem.tfserving.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Int64Value;
import dev.tandem.engine.tensor.NativePool;
import dev.tandem.engine.testkit.FakeEngine;
import dev.tandem.engine.testkit.FakeModels;
import dev.tandem.proto.tensorflow.DataType;
import dev.tandem.proto.tensorflow.TensorProto;
import dev.tandem.proto.tensorflow.TensorShapeProto;
import dev.tandem.proto.tfserving.GetModelStatusRequest;
import dev.tandem.proto.tfserving.ModelSpec;
import dev.tandem.proto.tfserving.PredictRequest;
import java.io.IOException;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Messages written by hand from the field tables, held against those that go over the wire. */
class GoldenBytesTest {
  private static final String PREDICT = "tensorflow.serving.PredictionService/Predict";
  private static final String GET_MODEL_METADATA =
      "tensorflow.serving.PredictionService/GetModelMetadata";
  private static final String GET_MODEL_STATUS = "tensorflow.serving.ModelService/GetModelStatus";

  private static final byte[] PREDICT_SCALAR =
      hex(
          """
          0a 05            # model_spec = 1
             0a 03 68 70 32    # name = 1: "hp2"
          12 0f            # inputs = 2, one entry
             0a 01 78          # key: "x"
             12 0a             # value
                08 01             # dtype = 1: DT_FLOAT
                12 00             # tensor_shape = 2: rank 0
                2a 04 00 00 80 3f # float_val = 5, packed: 1.0
          """);

  private static final byte[] SCALAR_ANSWER =
      hex(
          """
          0a 0f            # outputs = 1, one entry
             0a 01 79          # key: "y"
             12 0a             # value
                08 01             # dtype = 1: DT_FLOAT
                12 00             # tensor_shape = 2: rank 0
                2a 04 00 00 20 40 # float_val = 5, packed: 2.5
          12 1a            # model_spec = 2
             0a 03 68 70 32    # name = 1: "hp2"
             12 02 08 7b       # version = 2: Int64Value{value = 1: 123}
             1a 0f 73 65 72 76 69 6e 67 5f 64 65 66 61 75 6c 74 # signature_name = 3
          """);

  private static final byte[] PREDICT_VECTOR_OF_VERSION =
      hex(
          """
          0a 09            # model_spec = 1
             0a 03 68 70 32    # name = 1: "hp2"
             12 02 08 7b       # version = 2: Int64Value{value = 1: 123}
          12 17            # inputs = 2, one entry
             0a 01 78          # key: "x"
             12 12             # value
                08 01             # dtype = 1: DT_FLOAT
                12 04             # tensor_shape = 2
                   12 02 08 02       # dim = 2 {size = 1: 2}
                22 08 00 00 80 3f 00 00 00 40 # tensor_content = 4: 1.0, 2.0
          1a 01 79         # output_filter = 3: "y"
          """);

  private static final byte[] VECTOR_ANSWER =
      hex(
          """
          0a 17            # outputs = 1, one entry
             0a 01 79          # key: "y"
             12 12             # value
                08 01             # dtype = 1: DT_FLOAT
                12 04             # tensor_shape = 2
                   12 02 08 02       # dim = 2 {size = 1: 2}
                2a 08 00 00 20 40 00 00 40 40 # float_val = 5, packed: 2.5, 3.0
          12 1a            # model_spec = 2
             0a 03 68 70 32    # name = 1: "hp2"
             12 02 08 7b       # version = 2: Int64Value{value = 1: 123}
             1a 0f 73 65 72 76 69 6e 67 5f 64 65 66 61 75 6c 74 # signature_name = 3
          """);

  private static final byte[] STATUS =
      hex(
          """
          0a 05            # model_spec = 1
             0a 03 68 70 32    # name = 1: "hp2"
          """);

  private static final byte[] STATUS_ANSWER =
      hex(
          """
          0a 06            # model_version_status = 1
             08 7b             # version = 1: 123
             10 1e             # state = 2: AVAILABLE = 30
             1a 00             # status = 3: code OK, no message
          """);

  private static final byte[] METADATA =
      hex(
          """
          0a 05            # model_spec = 1
             0a 03 68 70 32    # name = 1: "hp2"
          12 0d 73 69 67 6e 61 74 75 72 65 5f 64 65 66 # metadata_field = 2: "signature_def"
          """);

  private static final byte[] METADATA_ANSWER =
      hex(
          """
          0a 09            # model_spec = 1
             0a 03 68 70 32    # name = 1: "hp2"
             12 02 08 7b       # version = 2: Int64Value{value = 1: 123}
          12 a1 01         # metadata = 2, one entry
             0a 0d 73 69 67 6e 61 74 75 72 65 5f 64 65 66 # key: "signature_def"
             12 8f 01          # value: google.protobuf.Any
                0a 36 74 79 70 65 2e 67 6f 6f 67 6c 65 61 70 69 73 2e 63 6f 6d 2f # type_url = 1
                   74 65 6e 73 6f 72 66 6c 6f 77 2e 73 65 72 76 69 6e 67 2e
                   53 69 67 6e 61 74 75 72 65 44 65 66 4d 61 70
                12 55             # value = 2: SignatureDefMap
                   0a 53             # signature_def = 1, one entry
                      0a 0f 73 65 72 76 69 6e 67 5f 64 65 66 61 75 6c 74 # key
                      12 40             # value: SignatureDef
                         0a 10             # inputs = 1, one entry
                            0a 01 78          # key: "x"
                            12 0b             # value: TensorInfo
                               0a 03 78 3a 30    # name = 1: "x:0"
                               10 01             # dtype = 2: DT_FLOAT
                               1a 02 18 01       # tensor_shape = 3 {unknown_rank = 3: true}
                         12 10             # outputs = 2, one entry
                            0a 01 79          # key: "y"
                            12 0b             # value: TensorInfo
                               0a 03 79 3a 30    # name = 1: "y:0"
                               10 01             # dtype = 2: DT_FLOAT
                               1a 02 18 01       # tensor_shape = 3 {unknown_rank = 3: true}
                         1a 1a 74 65 6e 73 6f 72 66 6c 6f 77 2f # method_name = 3
                            73 65 72 76 69 6e 67 2f 70 72 65 64 69 63 74
          """);

  private final NativePool pool = new NativePool(1 << 20, true);
  private final FakeEngine engine =
      new FakeEngine(pool, Runnable::run).serve(FakeModels.halfPlusTwo("hp2", 123));
  private final GrpcServer server;

  GoldenBytesTest() throws IOException {
    server = new GrpcServer(engine, pool, false);
  }

  @BeforeEach
  void startsWithoutLeases() {
    assertThat(pool.openLeases()).isZero();
  }

  @AfterEach
  void stop() {
    server.close();
    assertThat(pool.openLeases()).isZero();
  }

  @Test
  void answersPredictOnScalar() {
    assertThat(server.call(PREDICT, PREDICT_SCALAR)).isEqualTo(SCALAR_ANSWER);
  }

  @Test
  void answersPredictOnContentOfOneVersion() {
    assertThat(server.call(PREDICT, PREDICT_VECTOR_OF_VERSION)).isEqualTo(VECTOR_ANSWER);
  }

  @Test
  void answersGetModelStatus() {
    assertThat(server.call(GET_MODEL_STATUS, STATUS)).isEqualTo(STATUS_ANSWER);
  }

  @Test
  void answersGetModelMetadata() {
    assertThat(server.call(GET_MODEL_METADATA, METADATA)).isEqualTo(METADATA_ANSWER);
  }

  @Test
  void agreesWithGeneratedMessages() {
    ModelSpec.Builder spec = ModelSpec.newBuilder().setName("hp2");
    TensorProto scalar =
        TensorProto.newBuilder()
            .setDtype(DataType.DT_FLOAT)
            .setTensorShape(TensorShapeProto.getDefaultInstance())
            .addFloatVal(1)
            .build();

    assertThat(
            PredictRequest.newBuilder()
                .setModelSpec(spec)
                .putInputs("x", scalar)
                .build()
                .toByteArray())
        .isEqualTo(PREDICT_SCALAR);
    assertThat(GetModelStatusRequest.newBuilder().setModelSpec(spec).build().toByteArray())
        .isEqualTo(STATUS);
    assertThat(spec.setVersion(Int64Value.of(0)).build().toByteArray())
        .as("version 0 is not the same as no version")
        .isEqualTo(hex("0a 03 68 70 32 12 00"));
  }

  /** The bytes of hex text; what follows a number sign is a comment. */
  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text.replaceAll("#.*", "").replaceAll("\\s", ""));
  }
}
