package dev.tandem.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.engine.backend.GpuSupport;
import dev.tandem.engine.repository.RepositorySettings;
import dev.tandem.engine.tensor.NativePool;
import dev.tandem.engine.testkit.FakeBackend;
import dev.tandem.engine.testkit.FakeInstance;
import dev.tandem.engine.testkit.SampleRepository;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalEngineGpuTest {
  private static final GpuSupport NO_DRIVER = GpuSupport.noneUsable("no driver");

  @TempDir private Path folder;

  private final NativePool pool = new NativePool(1 << 20);
  private final FakeBackend backend =
      new FakeBackend(
          (inputs, outputs, results) ->
              results.onResult(FakeInstance.copies(pool, inputs, outputs), true));

  @Test
  void runsOnEveryGpuWhereNothingElseIsSaid() throws InterruptedException {
    repository().model("m", EngineRig.CONFIG, 1);

    try (EngineRig rig = rig(GpuSupport.of(List.of(0, 1)))) {
      assertThat(rig.index()).containsExactly("m/1 READY: on GPU 0, GPU 1");
      rig.send(rig.engine.model("m")).await().response().close();
      assertThat(backend.journal())
          .containsExactly(
              "open m/1", "open m/1 instance 0 on GPU 0", "open m/1 instance 1 on GPU 1");
    }
  }

  @Test
  void runsOnBothKindsOfDevices() {
    repository()
        .model(
            "m",
            EngineRig.CONFIG
                + "instance_group { kind: KIND_CPU } instance_group { gpus: 3 count: 2 }",
            1);

    try (EngineRig rig = rig(GpuSupport.of(List.of(3)))) {
      assertThat(rig.index()).containsExactly("m/1 READY: on the CPU, GPU 3");
      assertThat(backend.journal())
          .containsExactly(
              "open m/1",
              "open m/1 instance 0",
              "open m/1 instance 1 on GPU 3",
              "open m/1 instance 2 on GPU 3");
    }
  }

  @Test
  void saysWhyAModelThatWouldRunOnAGpuDoesNot() {
    repository().model("m", EngineRig.CONFIG, 1);
    repository().model("n", EngineRig.CONFIG + "instance_group { kind: KIND_AUTO gpus: 2 }", 1);

    try (EngineRig rig = rig(NO_DRIVER)) {
      assertThat(rig.index())
          .containsExactly("m/1 READY: on the CPU: no driver", "n/1 READY: on the CPU: no driver");
    }
    try (EngineRig rig = rig(GpuSupport.of(List.of(0)))) {
      assertThat(rig.index())
          .containsExactly(
              "m/1 READY: on GPU 0",
              "n/1 READY: on the CPU: of the GPUs asked for not all are among [0]");
    }
  }

  @Test
  void saysNothingWhereGpusAreNoQuestion() {
    repository().model("m", EngineRig.CONFIG + "instance_group { kind: KIND_CPU }", 1);

    try (EngineRig rig = rig(NO_DRIVER)) {
      assertThat(rig.index()).containsExactly("m/1 READY");
    }
    try (EngineRig rig = rig(GpuSupport.notBuiltIn("never heard of them"))) {
      assertThat(rig.index()).containsExactly("m/1 READY");
    }
  }

  @Test
  void refusesAModelThatInsistsOnAGpu() {
    repository().model("m", EngineRig.CONFIG + "instance_group { kind: KIND_GPU }", 1);

    try (EngineRig rig = rig(NO_DRIVER)) {
      assertThat(rig.index())
          .containsExactly(
              "m/1 UNAVAILABLE: instance group m_0 of model m has kind KIND_GPU but no GPUs are"
                  + " available: no driver; leave the kind out or make it KIND_CPU");
    }
  }

  private SampleRepository repository() {
    return new SampleRepository(folder);
  }

  private EngineRig rig(GpuSupport gpus) {
    return new EngineRig(RepositorySettings.of(List.of(folder)), backend.withGpus(gpus), pool);
  }
}
