package dev.tandem.engine.backend.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.SessionOptions;
import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.backend.GpuSupport;
import dev.tandem.engine.gpu.DriverReport;
import dev.tandem.engine.gpu.Gpu;
import dev.tandem.engine.gpu.GpuReport;
import dev.tandem.engine.gpu.PageLocks;
import dev.tandem.engine.gpu.ProviderReport;
import dev.tandem.engine.tensor.NativePool;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OnnxGpusTest {
  private static final ProviderReport COMPLETE = new ProviderReport(true, "", List.of());
  private static final ProviderReport BROKEN =
      new ProviderReport(true, "it is cut short", List.of());
  private static final List<Gpu> TWO = List.of(new Gpu(0, "A", 1, ""), new Gpu(1, "B", 1, ""));

  private final List<Integer> tried = new ArrayList<>();

  @Test
  void triesEachGpuOnce() {
    OnnxGpus gpus = gpus(report(COMPLETE), Map.of());

    assertThat(gpus.support()).isEqualTo(GpuSupport.of(List.of(0, 1)));
    assertThat(gpus.support().gpus()).hasSize(2);
    assertThat(tried).containsExactly(0, 1);
  }

  @Test
  void leavesOutAGpuThatDoesNotWork() {
    assertThat(gpus(report(COMPLETE), Map.of(0, "no kernel")).support())
        .isEqualTo(GpuSupport.of(List.of(1)));
  }

  @Test
  void saysWhatIsWrongWithEachWhereNoneWorks() {
    assertThat(gpus(report(COMPLETE), Map.of(0, "no kernel", 1, "no memory")).support())
        .isEqualTo(GpuSupport.noneUsable("GPU 0 (A): no kernel; GPU 1 (B): no memory"));
  }

  @Test
  void triesNoneWhereSomethingIsMissing() {
    GpuSupport support = gpus(report(BROKEN), Map.of()).support();

    assertThat(support.builtIn()).isTrue();
    assertThat(support.gpus()).isEmpty();
    assertThat(support.whyNone()).contains("it is cut short");
    assertThat(tried).isEmpty();
  }

  @Test
  void theBuildForTheCpuKnowsNoGpus() {
    GpuSupport support = gpus(GpuReport.CPU_BUILD, Map.of()).support();

    assertThat(support.builtIn()).isFalse();
    assertThat(support.whyNone()).contains("CPU build of ONNX Runtime");
  }

  @Test
  void namesWhatTensorRtLacks() {
    OnnxGpus gpus = gpus(report(COMPLETE), Map.of());

    assertThatThrownBy(() -> gpus.requireTensorRt("m"))
        .isInstanceOf(ServingException.class)
        .hasMessageStartingWith("model 'm': the TensorRT Execution Accelerator cannot be used: ")
        .hasMessageContaining("libonnxruntime_providers_tensorrt.so");
  }

  @Test
  void theTrialKnowsARightSum() throws OrtException {
    OrtEnvironment ort = environment().ort();
    try (SessionOptions onCpu = new SessionOptions()) {
      assertThat(AdditionTrial.fault(ort, onCpu)).isEmpty();
    }
  }

  @Test
  void theTrialSaysWhatItFailsWith() {
    AdditionTrial trial = new AdditionTrial(OnnxGpusTest::environment);

    assertThat(trial.fault(0)).isPresent();
  }

  private static OnnxEnvironment environment() {
    return OnnxEnvironment.create(ThreadSettings.ofBackend("onnxruntime", Map.of()));
  }

  private OnnxGpus gpus(GpuReport report, Map<Integer, String> faults) {
    return new OnnxGpus(
        () -> report,
        gpu -> PageLocks.NONE,
        gpu -> {
          tried.add(gpu);
          return Optional.ofNullable(faults.get(gpu));
        },
        new NativePool(0));
  }

  private static GpuReport report(ProviderReport cuda) {
    return new GpuReport(
        cuda, new ProviderReport(false, "", List.of()), new DriverReport(0, 12_060, TWO), 12_060);
  }
}
