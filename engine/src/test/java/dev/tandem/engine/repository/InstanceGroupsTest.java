package dev.tandem.engine.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.engine.backend.GpuSupport;
import dev.tandem.engine.model.ConfigException;
import dev.tandem.engine.model.Finding.Stage;
import dev.tandem.engine.model.ModelConfig;
import dev.tandem.engine.repository.pbtxt.ConfigText;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InstanceGroupsTest {
  private static final GpuSupport NOT_BUILT_IN = GpuSupport.notBuiltIn("no GPU here");
  private static final GpuSupport NONE_USABLE = GpuSupport.noneUsable("no driver");
  private static final GpuSupport TWO = GpuSupport.of(List.of(0, 1));
  private static final String ENSEMBLE =
      "name: 'm' platform: 'ensemble' ensemble_scheduling { step [ ]";

  @Test
  void givesEnsemblesNoInstances() {
    ModelConfig config = ConfigText.read(ENSEMBLE + " }");

    assertThat(InstanceGroups.settle(config, () -> TWO)).isEqualTo(config);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "backend: 'onnxruntime'|[m CPU 2 []]",
        "backend: 'identity'|[m CPU 1 []]",
        "backend: 'onnxruntime' instance_group { } instance_group { count: 3 }"
            + "|[m_0 CPU 2 [], m_1 CPU 3 []]",
        "backend: 'onnxruntime' instance_group { name: 'a' } instance_group { kind: KIND_MODEL }"
            + "|[a CPU 2 [], m_1 MODEL 1 []]",
        "backend: 'onnxruntime' instance_group { gpus: 0 }|[m_0 CPU 2 []]",
        "backend: 'onnxruntime' instance_group { kind: KIND_GPU gpus: 0 }|[m_0 GPU 2 [0]]",
      })
  void settlesGroupsOnProcessors(String text, String groups) {
    assertThat(settled(text, NONE_USABLE)).isEqualTo(groups);
    assertThat(settled(text, NOT_BUILT_IN)).isEqualTo(groups);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "backend: 'onnxruntime'|[m GPU 2 [0, 1]]",
        "backend: 'onnxruntime' instance_group { gpus: 1 count: 1 }|[m_0 GPU 1 [1]]",
        "backend: 'onnxruntime' instance_group { gpus: [ 1, 2 ] }|[m_0 CPU 2 []]",
        "backend: 'onnxruntime' instance_group { kind: KIND_GPU }|[m_0 GPU 2 [0, 1]]",
        "backend: 'onnxruntime' instance_group { kind: KIND_GPU gpus: 7 }|[m_0 GPU 2 [7]]",
        "backend: 'onnxruntime' instance_group { kind: KIND_CPU }|[m_0 CPU 2 []]",
      })
  void settlesGroupsBesideGpus(String text, String groups) {
    assertThat(settled(text, TWO)).isEqualTo(groups);
  }

  @ParameterizedTest
  @ValueSource(strings = {"KIND_CPU", "KIND_MODEL"})
  void looksForNoGpuThatNobodyAsksFor(String kind) {
    ModelConfig config = ConfigText.read("name: 'm' instance_group { kind: %s }".formatted(kind));

    ModelConfig settled = InstanceGroups.settle(config, InstanceGroupsTest::notAsked);

    InstanceGroups.check(settled, InstanceGroupsTest::notAsked, Findings.at(Stage.VERSION));
  }

  private static GpuSupport notAsked() {
    throw new AssertionError("asked for GPUs");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "KIND_GPU|has kind KIND_GPU but no GPUs are available: no driver; leave the kind out or"
            + " make it KIND_CPU",
        "KIND_GPU gpus: 0|has kind KIND_GPU but no GPUs are available: no driver; leave the kind"
            + " out or make it KIND_CPU",
      })
  void saysWhyNoGpuIsUsable(String group, String message) {
    assertThatThrownBy(() -> check(group(group), NONE_USABLE))
        .isInstanceOf(ConfigException.class)
        .hasMessage("instance group g of model m " + message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "KIND_GPU gpus: 2|specifies invalid or unsupported gpu id 2 (expected: one of [0, 1])",
        "KIND_GPU gpus: [ 0, -1 ]|specifies invalid or unsupported gpu id -1 (expected: one of"
            + " [0, 1])",
        "KIND_GPU gpus: [ 1, 1 ]|specifies a GPU twice: [1, 1]",
        "KIND_CPU gpus: 1|has kind KIND_CPU but specifies one or more GPUs",
      })
  void refusesGpusThatAreNotThere(String group, String message) {
    assertThatThrownBy(() -> check(group(group), TWO))
        .isInstanceOf(ConfigException.class)
        .hasMessage("instance group g of model m " + message);
  }

  @Test
  void countsTheInstancesOnEachGpu() {
    assertThatCode(() -> check(group("KIND_GPU count: 32"), TWO)).doesNotThrowAnyException();
    assertThatThrownBy(() -> check(group("KIND_GPU count: 33"), TWO))
        .hasMessageContaining("66 instances");
    assertThatThrownBy(() -> check(group("KIND_GPU count: 2147483647"), TWO))
        .hasMessageContaining("4294967294 instances");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "name: 'm'|must specify one or more 'instance group's for m",
        "name: 'm' instance_group { name: 'g' kind: KIND_GPU }|instance group g of model m has kind"
            + " KIND_GPU but server does not support GPUs: no GPU here; leave the kind out or make it"
            + " KIND_CPU",
        "name: 'm' instance_group { kind: KIND_CPU count: 64 } instance_group { kind: KIND_CPU"
            + " count: 1 }|instance groups of model m have 65 instances that are not passive"
            + " (expected: 1 to 64)",
        "name: 'm' instance_group { kind: KIND_CPU count: 2147483647 } instance_group { kind:"
            + " KIND_MODEL count: 2147483647 }|instance groups of model m have 4294967294 instances"
            + " that are not passive (expected: 1 to 64)",
        "name: 'm' instance_group { kind: KIND_CPU count: 2 passive: true }|instance groups of"
            + " model m have 0 instances that are not passive (expected: 1 to 64)",
        "name: 'm' instance_group { name: 'g' }|instance group g of model m has unexpected kind"
            + " KIND_AUTO",
        "name: 'm' instance_group { name: 'g' kind: KIND_CPU gpus: 0 }|instance group g of model m"
            + " has kind KIND_CPU but specifies one or more GPUs",
        "name: 'm' instance_group { name: 'g' kind: KIND_MODEL gpus: 0 }|instance group g of model"
            + " m has kind KIND_MODEL but specifies one or more GPUs",
        "name: 'm' platform: 'p' instance_group { name: 'g' kind: KIND_CPU profile: '1' }|instance"
            + " group g of model m and platform pspecifies profile field which is only supported"
            + " for TensorRT models",
      })
  void refusesInstanceGroupsThatCannotRun(String text, String message) {
    assertThatThrownBy(() -> check(ConfigText.read(text), NOT_BUILT_IN))
        .isInstanceOf(ConfigException.class)
        .hasMessage(message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ENSEMBLE + " }",
        "name: 'm' instance_group [ { kind: KIND_CPU count: 1 }, { kind: KIND_MODEL count: 1 } ]",
        "name: 'm' instance_group [ { kind: KIND_CPU count: 64 }, { kind: KIND_CPU count: 9"
            + " passive: true } ]"
      })
  void acceptsInstanceGroupsThatCan(String text) {
    assertThatCode(() -> check(ConfigText.read(text), NOT_BUILT_IN)).doesNotThrowAnyException();
  }

  private static ModelConfig group(String kind) {
    ModelConfig config =
        ConfigText.read("name: 'm' instance_group { name: 'g' kind: %s }".formatted(kind));
    return InstanceGroups.settle(config, () -> TWO);
  }

  private static String settled(String text, GpuSupport support) {
    return InstanceGroups.settle(ConfigText.read(text, "m"), () -> support)
        .instanceGroups()
        .stream()
        .map(g -> g.name() + " " + g.kind() + " " + g.count() + " " + g.gpus())
        .collect(Collectors.joining(", ", "[", "]"));
  }

  private static void check(ModelConfig config, GpuSupport support) {
    Findings findings = Findings.at(Stage.VERSION);
    InstanceGroups.check(config, () -> support, findings);
    findings.throwFirst();
  }
}
