package dev.tandem.engine.repository;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.engine.testkit.FakeBackend;
import dev.tandem.engine.testkit.SampleRepository;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoadPreparationTest {
  @SuppressWarnings("NullAway.Init") // JUnit sets it
  @TempDir
  private Path folder;

  @Test
  void readsTheBytesOnlyWhereTheyAreCompared() throws IOException {
    new SampleRepository(folder)
        .model("m", RepositoryBench.CONFIG)
        .file("m/1/model.bin", "weights");

    assertThat(prepare(false).sums()).containsExactly(Map.entry(1L, ""));
    assertThat(prepare(true).sums().get(1L)).isNotEmpty();
    assertThat(prepare(true).sums()).isEqualTo(prepare(true).sums());
  }

  private PreparedLoad prepare(boolean isCompared) throws IOException {
    FakeBackend backend = new FakeBackend((inputs, outputs, sink) -> {});
    ConfigSource configs =
        new ConfigSource(RepositorySettings.of(List.of(folder)), Map.of("fake", backend));
    ModelOrigin origin = new ModelOrigin.Repositories(List.of(folder), isCompared);
    return new LoadPreparation(configs, "m", LoadOrder.of(origin), Map.of()).prepare();
  }
}
