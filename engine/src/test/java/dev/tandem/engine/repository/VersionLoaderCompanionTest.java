package dev.tandem.engine.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.engine.api.CompanionReader.VersionContents;
import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ServedModel;
import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.tensor.NativePool;
import dev.tandem.engine.testkit.FakeBackend;
import dev.tandem.engine.testkit.FakeInstance;
import dev.tandem.engine.testkit.onnx.OnnxModels;
import dev.tandem.engine.testkit.onnx.OnnxType;
import dev.tandem.engine.warmup.WarmupSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VersionLoaderCompanionTest {
  private static final byte[] FLOATS = OnnxModels.identity(OnnxType.FLOAT, "N", 3);

  @TempDir Path folder;

  @Test
  void keepsWhatWasReadOfTheVersionWithBothOfItsViews() throws IOException {
    List<VersionContents> read = new ArrayList<>();
    try (VersionLoaderRig rig = new VersionLoaderRig(folder, WarmupSource.NONE)) {
      rig.companions(
              version -> {
                read.add(version);
                return Optional.of("note");
              })
          .model(FLOATS, "max_batch_size: 4");

      LoadedModel model = rig.load();

      assertThat(model.companion(String.class)).contains("note");
      assertThat(model.graphView().companion(String.class)).contains("note");
      assertThat(model.companion(Integer.class)).isEmpty();
      VersionContents version = read.get(0);
      assertThat(version.folder()).isEqualTo(folder.resolve("m/1"));
      assertThat(version.model()).isEqualTo("m");
      assertThat(version.inputs()).isEqualTo(model.graphView().inputs());
      assertThat(version.outputs()).isEqualTo(model.graphView().outputs());
      assertThat(version.graph()).isPresent();
    }
  }

  @Test
  void showsItToWarmUpRequests() throws IOException {
    List<Optional<String>> seen = new ArrayList<>();
    WarmupSource source = (version, model, runs) -> seen.add(model.companion(String.class));
    try (VersionLoaderRig rig = new VersionLoaderRig(folder, source)) {
      ServedModel unused = rig.companions(version -> Optional.of("note")).model(FLOATS, "").load();

      assertThat(seen).containsExactly(Optional.of("note"));
    }
  }

  @Test
  void failsTheLoadBeforeTheModelIsOpened() throws IOException {
    FakeBackend backend = new FakeBackend(FakeInstance.echo(new NativePool(0)));
    try (VersionLoaderRig rig = new VersionLoaderRig(folder, backend)) {
      rig.companions(
              version -> {
                throw new ServingException(Reason.INVALID_REQUEST, "bad file");
              })
          .model(
              FLOATS,
              "backend: 'fake' input { name: 'X' data_type: TYPE_FP32 dims: 1 }"
                  + " output { name: 'Y' data_type: TYPE_FP32 dims: 1 }");

      assertThatThrownBy(rig::load).isInstanceOf(ServingException.class).hasMessage("bad file");
      assertThat(backend.journal()).isEmpty();
    }
  }
}
