package dev.tandem.tfserving.contract;

import static dev.tandem.tfserving.contract.ContractServer.assertRefused;
import static dev.tandem.tfserving.contract.Protos.predict;
import static dev.tandem.tfserving.contract.Protos.tensor;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.engine.testkit.onnx.OnnxType;
import dev.tandem.proto.tensorflow.TensorProto;
import io.grpc.Status;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How tensors are read off messages, and in which fields they come back. */
class TfContractTensorsTest {
  private static final String TWO = "tensor_shape { dim { size: 2 } }";
  private static final String THREE = "tensor_shape { dim { size: 3 } }";

  @TempDir private static Path folder;

  @SuppressWarnings("NullAway.Init") // before all tests
  private static ContractServer server;

  @BeforeAll
  static void start() throws IOException {
    server = ContractServer.start(folder);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  /** Each type in its own field with values missing and as content; the answer has all values. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "FLOAT | dtype: DT_FLOAT float_val: [0.1, -inf]"
            + " | dtype: DT_FLOAT float_val: [0.1, -inf, -inf]",
        "FLOAT | dtype: DT_FLOAT tensor_content: '\\0\\0\\200\\077\\0\\0\\0\\0\\0\\0\\300\\177'"
            + " | dtype: DT_FLOAT float_val: [1, 0, nan]",
        "DOUBLE | dtype: DT_DOUBLE double_val: [1e300, 2] | dtype: DT_DOUBLE double_val: [1e300,"
            + " 2, 2]",
        "INT32 | dtype: DT_INT32 int_val: [-7, 8] | dtype: DT_INT32 int_val: [-7, 8, 8]",
        "INT32 | dtype: DT_INT32 tensor_content: '\\1\\0\\0\\0\\377\\377\\377\\377\\0\\0\\0\\200'"
            + " | dtype: DT_INT32 int_val: [1, -1, -2147483648]",
        "UINT8 | dtype: DT_UINT8 int_val: [255, 256, -1] | dtype: DT_UINT8 int_val: [255, 0, 255]",
        "UINT8 | dtype: DT_UINT8 tensor_content: '\\0\\177\\377' | dtype: DT_UINT8 int_val: [0,"
            + " 127, 255]",
        "INT8 | dtype: DT_INT8 int_val: [127, 128, -128] | dtype: DT_INT8 int_val: [127, -128,"
            + " -128]",
        "INT16 | dtype: DT_INT16 int_val: [32768, 65537] | dtype: DT_INT16 int_val: [-32768, 1, 1]",
        "UINT16 | dtype: DT_UINT16 int_val: [65535, 65536] | dtype: DT_UINT16 int_val: [65535, 0,"
            + " 0]",
        "STRING | dtype: DT_STRING string_val: ['', 'a'] | dtype: DT_STRING string_val: ['', 'a',"
            + " 'a']",
        "STRING | dtype: DT_STRING tensor_content: '\\1\\0\\2abc' | dtype: DT_STRING string_val:"
            + " ['a', '', 'bc']",
        "INT64 | dtype: DT_INT64 int64_val: [-9223372036854775808, 5] | dtype: DT_INT64"
            + " int64_val: [-9223372036854775808, 5, 5]",
        "BOOL | dtype: DT_BOOL bool_val: [true, false] | dtype: DT_BOOL bool_val: [true, false,"
            + " false]",
        "BOOL | dtype: DT_BOOL tensor_content: '\\1\\0\\1' | dtype: DT_BOOL bool_val: [true,"
            + " false, true]",
        "FLOAT16 | dtype: DT_HALF half_val: [15360, 64512] | dtype: DT_HALF half_val: [15360,"
            + " 64512, 64512]",
        "FLOAT16 | dtype: DT_HALF tensor_content: '\\0\\74\\0\\0\\0\\300' | dtype: DT_HALF"
            + " half_val: [15360, 0, 49152]",
        "BFLOAT16 | dtype: DT_BFLOAT16 half_val: [16256, 65408] | dtype: DT_BFLOAT16 half_val:"
            + " [16256, 65408, 65408]",
        "UINT32 | dtype: DT_UINT32 uint32_val: [4294967295] | dtype: DT_UINT32 uint32_val:"
            + " [4294967295, 4294967295, 4294967295]",
        "UINT64 | dtype: DT_UINT64 uint64_val: [18446744073709551615, 0] | dtype: DT_UINT64"
            + " uint64_val: [18446744073709551615, 0, 0]",
      })
  void readsValuesAsTheyCome(OnnxType type, String sent, String answered) {
    assertThat(echo(type, tensor(sent + THREE))).isEqualTo(tensor(answered + THREE));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        // surplus values are ignored, and all but one field are
        "float_val: [1, 2, 3] | float_val: [1, 2]",
        "float_val: [1, 2] double_val: 9 int_val: 9 | float_val: [1, 2]",
        "int_val: [7, 7] | float_val: [0, 0]",
        "double_val: [7, 7] | float_val: [0, 0]",
        "'' | float_val: [0, 0]",
        // content wins over typed fields
        "float_val: [9, 9] tensor_content: '\\0\\0\\200\\077\\0\\0\\0\\100' | float_val: [1, 2]",
        "float_val: [1, 2] tensor_content: '' | float_val: [1, 2]",
        // what else a message may say
        "float_val: [1, 2] version_number: 5 | float_val: [1, 2]",
        "float_val: [-0.0, nan] | float_val: [-0.0, nan]",
      })
  void readsFloats(String sent, String answered) {
    assertThat(echo(OnnxType.FLOAT, tensor("dtype: DT_FLOAT " + TWO + noQuotes(sent))))
        .isEqualTo(tensor("dtype: DT_FLOAT " + TWO + answered));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "float_val: 3 | tensor_shape {} float_val: 3",
        "tensor_shape {} float_val: 3 | tensor_shape {} float_val: 3",
        "tensor_shape { unknown_rank: true } float_val: 3 | tensor_shape {} float_val: 3",
        "tensor_shape { dim {} } float_val: 3 | tensor_shape { dim {} }",
        "tensor_shape { dim { size: 0 } dim { size: 5 } } | tensor_shape { dim {} dim { size: 5 } }",
        "tensor_shape { dim { size: 0 } } tensor_content: 'x' | tensor_shape { dim {} }",
        "tensor_shape { dim { size: 1 name: 'batch' } dim { size: 1 } } float_val: 3"
            + " | tensor_shape { dim { size: 1 } dim { size: 1 } } float_val: 3",
        "tensor_shape { dim { size: 2 } dim { size: 2 } } float_val: 3"
            + " | tensor_shape { dim { size: 2 } dim { size: 2 } } float_val: [3, 3, 3, 3]",
      })
  void readsShapes(String sent, String answered) {
    assertThat(echo(OnnxType.FLOAT, tensor("dtype: DT_FLOAT " + sent)))
        .isEqualTo(tensor("dtype: DT_FLOAT " + answered));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "''",
        "float_val: 1",
        "dtype: 77",
        "dtype: DT_FLOAT_REF float_val: 1",
        "dtype: DT_RESOURCE",
        "dtype: DT_VARIANT",
        "dtype: DT_FLOAT tensor_shape { dim { size: -1 } }",
        "dtype: DT_FLOAT tensor_shape { dim { size: 4294967296 } dim { size: 4294967296 } }",
        "dtype: DT_FLOAT tensor_content: 'abc'",
        "dtype: DT_FLOAT tensor_content: 'abcde'",
        "dtype: DT_FLOAT tensor_shape { dim { size: 2 } } tensor_content: 'abcd'",
        "dtype: DT_STRING tensor_content: '\\5abc'",
        "dtype: DT_STRING tensor_content: '\\1abc'",
        "dtype: DT_STRING tensor_content: '\\377'",
      })
  void refusesWhatCannotBeRead(String sent) {
    assertRefused(
        () -> echo(OnnxType.FLOAT, tensor(noQuotes(sent))),
        Status.Code.INVALID_ARGUMENT,
        "tensor parsing error: x");
  }

  @ParameterizedTest
  @CsvSource({
    "DT_COMPLEX64, complex64",
    "DT_COMPLEX128, complex128",
    "DT_QINT8, qint8",
    "DT_QUINT8, quint8",
    "DT_QINT32, qint32",
    "DT_QINT16, qint16",
    "DT_QUINT16, quint16",
    "DT_FLOAT8_E5M2, float8_e5m2",
    "DT_FLOAT8_E4M3FN, float8_e4m3fn",
    "DT_INT4, int4",
    "DT_UINT4, uint4",
    "DT_BFLOAT16, bfloat16",
    "DT_HALF, half",
    "DT_BOOL, bool",
  })
  void namesOtherTypes(String dtype, String name) {
    assertRefused(
        () -> echo(OnnxType.FLOAT, tensor("dtype: " + dtype)),
        Status.Code.INVALID_ARGUMENT,
        "Expects arg[0] to be float but " + name + " is provided");
  }

  @Test
  void refusesMoreThan254Dimensions() {
    TensorProto.Builder tensor = tensor("dtype: DT_FLOAT float_val: 1").toBuilder();
    for (int i = 0; i < 255; i++) {
      tensor.getTensorShapeBuilder().addDimBuilder().setSize(1);
    }

    assertRefused(
        () -> echo(OnnxType.FLOAT, tensor.build()),
        Status.Code.INVALID_ARGUMENT,
        "tensor parsing error: x");
  }

  @Test
  void refusesSmallMessagesThatStandForMuchMemory() {
    assertRefused(
        () ->
            echo(
                OnnxType.FLOAT,
                tensor(
                    "dtype: DT_FLOAT tensor_shape { dim { size: 1099511627776"
                        + " } } float_val: 1")),
        Status.Code.RESOURCE_EXHAUSTED,
        "tensor \"x\" takes the request's tensors beyond 67108864 bytes");
  }

  private static TensorProto echo(OnnxType type, TensorProto tensor) {
    return server
        .predictions()
        .predict(predict(ContractModels.echo(type), "x", tensor))
        .getOutputsOrThrow("y");
  }

  private static String noQuotes(String text) {
    return text.equals("''") ? "" : text;
  }
}
