package dev.tandem.proto.kserve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.TextFormat;
import com.google.protobuf.TextFormat.ParseException;
import dev.tandem.proto.kserve.ModelConfig.SchedulingChoiceCase;
import dev.tandem.proto.kserve.ModelSequenceBatching.Control;
import dev.tandem.proto.kserve.ModelSequenceBatching.ControlInput;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ModelConfigTextTest {

  @Test
  void readsQueuesAndPriorities() throws IOException {
    ModelConfig config = read("full_config.pbtxt");

    assertThat(config.getInput(0).getDimsList()).containsExactly(4L, -1L);
    assertThat(config.getVersionPolicy().getSpecific().getVersionsList()).containsExactly(1L);
    assertThat(config.getInstanceGroup(0).getKind()).isEqualTo(ModelInstanceGroup.Kind.KIND_CPU);
    assertThat(config.getOptimization().getPriority())
        .isEqualTo(ModelOptimizationPolicy.ModelPriority.PRIORITY_MIN);
    assertThat(config.getOptimization().hasInputPinnedMemory()).isTrue();
    assertThat(config.getOptimization().hasOutputPinnedMemory()).isFalse();
    assertThat(config.getSchedulingChoiceCase()).isEqualTo(SchedulingChoiceCase.DYNAMIC_BATCHING);
    ModelDynamicBatching batching = config.getDynamicBatching();
    assertThat(batching.getPreferredBatchSizeList()).containsExactly(4, 8);
    assertThat(batching.getDefaultQueuePolicy().getTimeoutAction())
        .isEqualTo(ModelQueuePolicy.TimeoutAction.DELAY);
    assertThat(batching.getPriorityQueuePolicyOrThrow(1).getMaxQueueSize()).isEqualTo(32);
    assertThat(config.getParametersOrThrow("colour").getStringValue()).isEqualTo("blue");
    assertThat(config.getParametersOrThrow("empty").getStringValue()).isEmpty();
    assertThat(config.getMetricTagsMap()).containsEntry("team", "golden");
  }

  @Test
  void readsSequenceControlsAndState() throws IOException {
    ModelConfig config = read("seq_oldest.pbtxt");

    assertThat(config.getSchedulingChoiceCase()).isEqualTo(SchedulingChoiceCase.SEQUENCE_BATCHING);
    ModelSequenceBatching batching = config.getSequenceBatching();
    assertThat(batching.getOldest().getMaxCandidateSequences()).isEqualTo(2);
    assertThat(batching.getControlInputList())
        .extracting(ControlInput::getName)
        .containsExactly("START", "END", "READY", "CORRID");
    assertThat(batching.getControlInputList())
        .extracting(input -> input.getControl(0).getKind())
        .containsExactly(
            Control.Kind.CONTROL_SEQUENCE_START,
            Control.Kind.CONTROL_SEQUENCE_END,
            Control.Kind.CONTROL_SEQUENCE_READY,
            Control.Kind.CONTROL_SEQUENCE_CORRID);
    assertThat(batching.getControlInput(0).getControl(0).getInt32FalseTrueList())
        .containsExactly(0, 1);
    assertThat(batching.getState(0).getOutputName()).isEqualTo("STATE_OUT");
  }

  @Test
  void readsTheStepsOfAnEnsemble() throws IOException {
    ModelConfig config = read("ens.pbtxt");

    assertThat(config.getPlatform()).isEqualTo("ensemble");
    assertThat(config.getOutputList())
        .extracting(ModelOutput::getDataType)
        .containsOnly(DataType.TYPE_FP32);
    assertThat(config.getEnsembleScheduling().getStepList())
        .extracting(ModelEnsembling.Step::getModelVersion)
        .containsExactly(-1L, 3L);
    assertThat(config.getEnsembleScheduling().getStep(1).getInputMapMap())
        .containsExactly(Map.entry("X", "MID"));
  }

  @Test
  void readsWarmupSamples() throws IOException {
    ModelConfig config = read("warmup.pbtxt");

    assertThat(config.getModelWarmupList())
        .extracting(ModelWarmup::getName)
        .containsExactly("zeros", "random");
    assertThat(config.getModelWarmup(0).getCount()).isEqualTo(3);
    assertThat(config.getModelWarmup(0).getInputsOrThrow("INPUT0").getZeroData()).isTrue();
    assertThat(config.getModelWarmup(1).getInputsOrThrow("INPUT0").getRandomData()).isTrue();
  }

  @Test
  void rejectsAFieldThatDoesNotExist() {
    assertThatThrownBy(() -> TextFormat.parse("max_batchsize: 4", ModelConfig.class))
        .isInstanceOf(ParseException.class)
        .hasMessageContaining("max_batchsize");
  }

  private static ModelConfig read(String name) throws IOException {
    return TextFormat.parse(Resources.text(name), ModelConfig.class);
  }
}
