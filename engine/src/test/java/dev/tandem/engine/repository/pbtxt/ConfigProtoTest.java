package dev.tandem.engine.repository.pbtxt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.engine.model.ConfigException;
import dev.tandem.engine.model.DynamicBatching;
import dev.tandem.engine.model.ModelConfig;
import dev.tandem.engine.model.VersionPolicy;
import dev.tandem.engine.tensor.Shape;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ConfigProtoTest {
  static IntStream oneofChoices() {
    return IntStream.range(0, FilledMessage.ONEOF_CHOICES);
  }

  @ParameterizedTest
  @MethodSource("oneofChoices")
  void keepsEveryField(int oneofChoice) {
    var message = FilledMessage.of(oneofChoice);

    assertThat(ConfigProto.write(ConfigProto.read(message))).isEqualTo(message);
  }

  @ParameterizedTest
  @MethodSource("oneofChoices")
  void changedCopyKeepsTheRest(int oneofChoice) {
    ModelConfig config = ConfigProto.read(FilledMessage.of(oneofChoice));

    assertThat(config.withName("other").withName(config.name())).isEqualTo(config);
  }

  @Test
  void keepsAbsentPartsAbsent() {
    var message =
        dev.tandem.proto.kserve.ModelConfig.newBuilder()
            .setVersionPolicy(VersionPolicyProto.write(VersionPolicy.DEFAULT))
            .build();

    assertThat(ConfigProto.write(ConfigProto.read(message))).isEqualTo(message);
  }

  @Test
  void readsAbsentVersionPolicyAsTheLatestOne() {
    var empty = dev.tandem.proto.kserve.ModelConfig.getDefaultInstance();

    assertThat(ConfigProto.read(empty)).isEqualTo(ModelConfig.EMPTY);
    assertThat(ModelConfig.EMPTY.versionPolicy()).isEqualTo(new VersionPolicy.Latest(1));
  }

  @Test
  void keepsScalarReshapeApartFromNone() {
    var message = dev.tandem.proto.kserve.ModelConfig.newBuilder();
    message.addInputBuilder().setName("A").getReshapeBuilder();
    message.addInputBuilder().setName("B");

    ModelConfig config = ConfigProto.read(message.build());

    assertThat(config.inputs().get(0).reshape()).contains(Shape.SCALAR);
    assertThat(config.inputs().get(1).reshape()).isEmpty();
  }

  @Test
  void neverReadsUnsignedAsNegative() {
    var message = dev.tandem.proto.kserve.ModelConfig.newBuilder();
    message
        .getDynamicBatchingBuilder()
        .setMaxQueueDelayMicroseconds(-1)
        .getDefaultQueuePolicyBuilder()
        .setMaxQueueSize(-1);

    var batching = (DynamicBatching) ConfigProto.read(message.build()).scheduling();

    assertThat(batching.maxQueueDelayMicros()).isEqualTo(Long.MAX_VALUE);
    assertThat(batching.queuePolicy(1).maxQueueSize()).isEqualTo(4294967295L);
  }

  @Test
  void refusesNegativeDims() {
    var message = dev.tandem.proto.kserve.ModelConfig.newBuilder().setName("m");
    message.addOutputBuilder().setName("Y").addDims(-2);

    assertThatThrownBy(() -> ConfigProto.read(message.build()))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "model output 'Y' dimension must be integer >= 1, or -1 to indicate a variable-size"
                + " dimension for m");
  }

  @Test
  void refusesEnumNumbersWithoutName() {
    var message = dev.tandem.proto.kserve.ModelConfig.newBuilder().setName("m");
    message.addInputBuilder().setName("X").setDataTypeValue(99);

    assertThatThrownBy(() -> ConfigProto.read(message.build()))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("data_type")
        .hasMessageEndingWith(" for m");
  }
}
