package dev.tandem.engine.repository;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.engine.model.InstanceGroup;
import dev.tandem.engine.model.ModelConfig;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class BasePathSettingsTest {
  private static final BasePathSettings SETTINGS =
      new BasePathSettings(
          BatchingSource.NONE, OptionalInt.of(3), Map.of("intra_op_thread_count", "2"));

  @Test
  void fillInWhatAConfigurationLeavesOpen() {
    ModelConfig config = SETTINGS.complete(ModelConfig.EMPTY);

    assertThat(config.instanceGroups()).extracting(InstanceGroup::count).containsExactly(3);
    assertThat(config.parameters()).containsExactly(Map.entry("intra_op_thread_count", "2"));
  }

  @Test
  void leaveWhatAConfigurationSays() {
    ModelConfig said =
        ModelConfig.EMPTY
            .withParameters(Map.of("intra_op_thread_count", "1"))
            .withInstanceGroups(List.of(InstanceGroup.of("g", InstanceGroup.Kind.CPU, 1)));

    assertThat(SETTINGS.complete(said)).isEqualTo(said);
    assertThat(BasePathSettings.NONE.complete(said)).isEqualTo(said);
  }
}
