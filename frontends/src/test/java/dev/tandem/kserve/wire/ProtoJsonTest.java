package dev.tandem.kserve.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.BytesValue;
import com.google.protobuf.DoubleValue;
import com.google.protobuf.UInt32Value;
import com.google.protobuf.UInt64Value;
import dev.tandem.engine.model.ModelConfig;
import dev.tandem.engine.repository.GoldenModels;
import dev.tandem.engine.repository.pbtxt.ConfigProto;
import dev.tandem.engine.repository.pbtxt.ConfigText;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProtoJsonTest {
  /** What a real Triton answered to GET /v2/models/MODEL/config. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "simple",
        "simple_int8",
        "simple_string",
        "simple_identity",
        "mlp_autoconf",
        "auto_fixed",
        "nobatch",
        "dyn_shape",
        "label_model",
        "failing",
        "slow",
        "queue_limits",
        "queue_delay",
        "priorities",
        "batching_delay",
        "ens",
        "ens_fan",
        "seq_accum",
        "seq_str",
        "seq_idle",
        "identity_fp16",
        "identity_uint64"
      })
  void printsServedConfigurationsAsTritonDoes(String model) throws IOException {
    assertThat(print(GoldenModels.served("models/" + model, 1))).isEqualTo(recorded(model));
  }

  @Test
  void printsEveryVersionPolicyAsTritonDoes() throws IOException {
    assertThat(print(GoldenModels.served("models/two_version", 7)))
        .isEqualTo(recorded("two_version"));
  }

  /** Triton's maps have no order; ours is that of the keys. */
  @Test
  void printsFullConfigurationAsTritonDoesButForMapOrder() throws IOException {
    String blueFirst =
        recorded("full_config")
            .replace(
                "{\"empty\":{\"string_value\":\"\"},\"colour\":{\"string_value\":\"blue\"}}",
                "{\"colour\":{\"string_value\":\"blue\"},\"empty\":{\"string_value\":\"\"}}");

    assertThat(print(GoldenModels.served("models/full_config", 1))).isEqualTo(blueFirst);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "instance_group { secondary_devices { device_id: 7 } }|\"device_id\":\"7\"",
        "sequence_batching { state { dims: 5 initial_state { dims: 6 zero_data: true } } }"
            + "|\"initial_state\":[{\"data_type\":\"TYPE_INVALID\",\"dims\":[\"6\"],"
            + "\"zero_data\":true,\"name\":\"\"}]",
        "sequence_batching { state { dims: 5 } }|\"dims\":[5]",
        "optimization { cuda { graph_spec { input { key: 'X' value { dim: 3 } } } } }"
            + "|\"input\":{\"X\":{\"dim\":[\"3\"]}}",
        "version_policy { specific { versions: [ 3, 9 ] } }|\"specific\":{\"versions\":[3,9]}",
        "model_warmup { inputs { key: 'X' value { dims: 4 } } }|\"dims\":[4]",
        "input { dims: 1 reshape { } }|\"reshape\":{\"shape\":[]}",
        "sequence_batching { direct { minimum_slot_utilization: 0.1 } }"
            + "|\"minimum_slot_utilization\":0.1",
      })
  void printsEachFieldInItsForm(String text, String json) {
    assertThat(print(ConfigText.read(text))).contains(json);
  }

  @Test
  void printsNumbersUnsignedWhereTheyAre() {
    assertThat(ProtoJson.print(UInt64Value.of(-1))).isEqualTo("{\"value\":18446744073709551615}");
    assertThat(ProtoJson.print(UInt32Value.of(-1))).isEqualTo("{\"value\":4294967295}");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "0,0",
        "-0.0,0",
        "1,1",
        "0.25,0.25",
        "1e3,1000",
        "NaN,\"NaN\"",
        "-Infinity,\"-Infinity\""
      })
  void printsFractions(double value, String json) {
    assertThat(ProtoJson.print(DoubleValue.of(value))).isEqualTo("{\"value\":" + json + "}");
  }

  @Test
  void printsBytesInBase64() {
    assertThat(ProtoJson.print(BytesValue.of(ByteString.copyFromUtf8("hi"))))
        .isEqualTo("{\"value\":\"aGk=\"}");
  }

  private static String print(ModelConfig config) {
    return ProtoJson.print(ConfigProto.write(config));
  }

  private static String recorded(String model) throws IOException {
    try (InputStream in = ProtoJsonTest.class.getResourceAsStream("config/" + model + ".json")) {
      return new String(Objects.requireNonNull(in, model).readAllBytes(), UTF_8).strip();
    }
  }
}
