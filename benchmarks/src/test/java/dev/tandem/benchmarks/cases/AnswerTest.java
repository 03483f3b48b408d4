package dev.tandem.benchmarks.cases;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.tandem.engine.tensor.DataType;
import dev.tandem.proto.kserve.ModelInferResponse;
import dev.tandem.proto.kserve.ModelInferResponse.InferOutputTensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AnswerTest {
  private static final Answer EXPECTED = answer(1.5f, -2f);

  @Test
  void isReadFromAMessage() {
    byte[] message =
        ModelInferResponse.newBuilder()
            .addOutputs(InferOutputTensor.newBuilder().setName("OUT"))
            .addRawOutputContents(floats(1.5f, -2f))
            .build()
            .toByteArray();

    assertThat(Answer.of(Protocol.GRPC, message)).isEqualTo(EXPECTED);
  }

  @Test
  void isReadFromJson() {
    String json = "{\"outputs\":[{\"name\":\"OUT\",\"datatype\":\"FP32\",\"data\":[1.5,-2.0]}]}";

    assertThat(Answer.of(Protocol.HTTP_JSON, json.getBytes(US_ASCII))).isEqualTo(EXPECTED);
  }

  @Test
  void isReadFromTheBytesBehindJson() {
    String json =
        "{\"outputs\":[{\"name\":\"OUT\",\"datatype\":\"FP32\","
            + "\"parameters\":{\"binary_data_size\":8}}]}";
    byte[] body = ByteString.copyFrom(json, US_ASCII).concat(floats(1.5f, -2f)).toByteArray();

    assertThat(Answer.of(Protocol.HTTP_BINARY, body)).isEqualTo(EXPECTED);
  }

  @Test
  void floatsMayDifferInTheirLastDigits() {
    assertThatCode(() -> EXPECTED.requireEqual(answer(1.50001f, -2f), DataType.FP32))
        .doesNotThrowAnyException();
  }

  @Test
  void anotherAnswerIsRefused() {
    assertThatThrownBy(() -> EXPECTED.requireEqual(answer(1.6f, -2f), DataType.FP32))
        .hasMessage("output 'OUT': not what ONNX Runtime answers");
    assertThatThrownBy(() -> EXPECTED.requireEqual(answer(1.5f), DataType.FP32))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> EXPECTED.requireEqual(answer(Float.NaN, -2f), DataType.FP32))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> EXPECTED.requireEqual(new Answer(Map.of()), DataType.FP32))
        .hasMessage("outputs: [] (expected: [OUT])");
  }

  private static Answer answer(float... values) {
    return new Answer(Map.of("OUT", floats(values)));
  }

  private static ByteString floats(float... values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return ByteString.copyFrom(bytes);
  }
}
