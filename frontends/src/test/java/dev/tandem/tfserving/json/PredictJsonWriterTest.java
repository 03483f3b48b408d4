package dev.tandem.tfserving.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tandem.engine.api.InferResponse;
import dev.tandem.engine.tensor.DataType;
import dev.tandem.engine.tensor.Shape;
import dev.tandem.engine.tensor.Tensor;
import dev.tandem.engine.tensor.TensorBytes;
import dev.tandem.engine.tensor.TensorSpec;
import dev.tandem.engine.testkit.FakeModel;
import dev.tandem.engine.testkit.FakeModels;
import dev.tandem.tfserving.signature.GraphSignature;
import dev.tandem.tfserving.wire.TfServingException;
import io.grpc.Status;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PredictJsonWriterTest {
  @Test
  void writesRowsOfOneOutputOnOneLine() {
    assertThat(rows(floats("y", Shape.of(3), 2.5f, 3, 4.5f)))
        .isEqualTo("{\n    \"predictions\": [2.5, 3.0, 4.5\n    ]\n}");
    assertThat(rows(floats("y", Shape.of(2, 2), 1, 2, 3, 4)))
        .isEqualTo("{\n    \"predictions\": [[1.0, 2.0], [3.0, 4.0]\n    ]\n}");
  }

  @Test
  void writesRowsOfSeveralOutputsAsObjects() {
    assertThat(rows(floats("b", Shape.of(2, 1), 1, 2), floats("a:0", Shape.of(2), 3, 4)))
        .isEqualTo(
            """
            {
                "predictions": [
                    {
                        "a": 3.0,
                        "b": [1.0]
                    },
                    {
                        "a": 4.0,
                        "b": [2.0]
                    }
                ]
            }""");
  }

  @Test
  void writesNoRows() {
    assertThat(rows(floats("y", Shape.of(0, 3)))).isEqualTo("{\n    \"predictions\": []\n}");
    assertThat(rows(floats("y", Shape.of(0)), floats("z", Shape.of(0))))
        .isEqualTo("{\n    \"predictions\": []\n}");
  }

  @Test
  void writesColumnsOneElementPerLine() {
    assertThat(columns(floats("y", Shape.of(2, 1), 1, 2)))
        .isEqualTo(
            """
            {
                "outputs": [
                    [
                        1.0
                    ],
                    [
                        2.0
                    ]
                ]
            }""");
    assertThat(columns(floats("y", Shape.SCALAR, 3.5f))).isEqualTo("{\n    \"outputs\": 3.5\n}");
  }

  @Test
  void writesColumnsOfSeveralOutputs() {
    assertThat(columns(floats("b", Shape.SCALAR, 1), floats("a", Shape.of(2), 3, 4)))
        .isEqualTo(
            """
            {
                "outputs": {
                    "a": [
                        3.0,
                        4.0
                    ],
                    "b": 1.0
                }
            }""");
  }

  @ParameterizedTest
  @CsvSource({
    "2, 2.0",
    "0.1, 0.1",
    "0.33333334, 0.333333343",
    "9000000, 9e+06",
    "555557.5, 555557.5",
    "1234567, 1234567.0",
    "-0.0, -0.0",
    "0.00003, 3e-05",
    "NaN, NaN",
    "Infinity, Infinity",
    "-Infinity, -Infinity",
  })
  void writesFloatsLikeTensorFlowServing(float value, String expected) {
    assertThat(columns(floats("y", Shape.SCALAR, value)))
        .isEqualTo("{\n    \"outputs\": " + expected + "\n}");
  }

  @ParameterizedTest
  @CsvSource({
    "FP64, 9a9999999999b93f, 0.1",
    "FP64, 555555555555d53f, 0.33333333333333331",
    "FP16, 003e, 1.5",
    "BF16, c03f, 1.5",
    "INT8, ff, -1",
    "UINT8, ff, 255",
    "INT16, feff, -2",
    "UINT16, ffff, 65535",
    "INT32, 00000080, -2147483648",
    "UINT32, ffffffff, 4294967295",
    "INT64, 0000000000000080, -9223372036854775808",
    "UINT64, ffffffffffffffff, 18446744073709551615",
    "BOOL, 01, true",
    "BOOL, 00, false",
    "BYTES, 0400000061c3a90a, '\"aé\\n\"'",
    "BYTES, 03000000ff61fe, '\"\ufffda\ufffd\"'",
  })
  void writesValueOfEachType(DataType type, String hex, String expected) {
    assertThat(columns(tensor("y", type, Shape.SCALAR, HexFormat.of().parseHex(hex))))
        .isEqualTo("{\n    \"outputs\": " + expected + "\n}");
  }

  @Test
  void writesBytesWhereTheAliasSaysSo() {
    Tensor image =
        tensor(
            "image_bytes:0",
            DataType.BYTES,
            Shape.of(2),
            HexFormat.of().parseHex("01000000ff00000000"));

    assertThat(rows(image).replaceAll("\\s", ""))
        .isEqualTo("{\"predictions\":[{\"b64\":\"/w==\"},{\"b64\":\"\"}]}");
  }

  @Test
  void refusesRowsWithoutRows() {
    refuses("Tensor name: y has no shape information ", floats("y", Shape.SCALAR, 1));
    refuses(
        "Tensor name: y has inconsistent batch size: 1 expecting: 2",
        floats("a", Shape.of(2), 1, 2),
        floats("y", Shape.of(1), 1));
  }

  @Test
  void refusesNothing() {
    refuses("Cannot convert empty tensor map to JSON");
  }

  private static void refuses(String text, Tensor... outputs) {
    assertThatExceptionOfType(TfServingException.class)
        .isThrownBy(() -> rows(outputs))
        .withMessage(text)
        .extracting(TfServingException::code)
        .isEqualTo(Status.Code.INVALID_ARGUMENT);
  }

  private static String rows(Tensor... outputs) {
    return write(true, outputs);
  }

  private static String columns(Tensor... outputs) {
    return write(false, outputs);
  }

  private static String write(boolean inRows, Tensor... outputs) {
    List<TensorSpec> specs =
        Arrays.stream(outputs)
            .map(output -> new TensorSpec(output.name(), output.type(), output.shape()))
            .toList();
    FakeModel model = FakeModels.identity("m", 1, List.of(), specs);
    InferResponse response = new InferResponse(model, "", List.of(outputs), List.of());
    return new String(
        PredictJsonWriter.write(
                response, GraphSignature.of(model.inputs(), model.outputs()), inRows)
            .toByteArray(),
        UTF_8);
  }

  private static Tensor floats(String name, Shape shape, float... values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      bytes.putFloat(value);
    }
    return tensor(name, DataType.FP32, shape, bytes.array());
  }

  private static Tensor tensor(String name, DataType type, Shape shape, byte[] bytes) {
    return new Tensor(name, type, shape, TensorBytes.wrap(ByteBuffer.wrap(bytes)));
  }
}
