package dev.tandem.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.engine.api.BasePathModel;
import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.model.VersionPolicy;
import dev.tandem.engine.tensor.NativePool;
import dev.tandem.engine.testkit.FakeEngine;
import dev.tandem.engine.testkit.ManualClock;
import dev.tandem.tfserving.config.BasePathConfig;
import dev.tandem.tfserving.config.BasePathReload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelConfigPollTest {
  private static final Duration INTERVAL = Duration.ofSeconds(5);

  @TempDir Path folder;

  private final ManualClock clock = new ManualClock();
  private final FakeEngine engine = new FakeEngine(new NativePool(0), Runnable::run);

  @Test
  void readsTheFileWheneverItIsDue() throws IOException {
    ModelConfigPoll poll = poll();
    write("m");

    poll.doWork();
    clock.advanceNs(INTERVAL.toNanos() - 1);
    poll.doWork();
    assertThat(poll.idleNs()).isEqualTo(1);
    assertThat(engine.control().asked()).isEmpty();

    clock.advanceNs(1);
    poll.doWork();
    poll.doWork();
    assertThat(engine.control().asked()).containsExactly(List.of(model("m")));

    write("n");
    clock.advanceNs(INTERVAL.toNanos());
    poll.doWork();
    assertThat(engine.control().asked()).containsExactly(List.of(model("m")), List.of(model("n")));
  }

  @Test
  void leavesEverythingWhereTheFileCannotBeRead() throws IOException {
    ModelConfigPoll poll = poll();

    turn(poll);
    Files.writeString(file(), "model_config_list {");
    turn(poll);
    Files.writeString(file(), "");
    turn(poll);
    assertThat(engine.control().asked()).isEmpty();

    write("m");
    turn(poll);
    assertThat(engine.control().asked()).containsExactly(List.of(model("m")));
  }

  @Test
  void asksAgainForWhatTheEngineRefused() throws IOException {
    ModelConfigPoll poll = poll();
    write("m");
    engine
        .control()
        .failWith(new ServingException(Reason.PRECONDITION_FAILED, "version 2 is not available"));

    turn(poll);
    turn(poll);

    assertThat(engine.control().asked()).containsExactly(List.of(model("m")), List.of(model("m")));
  }

  private ModelConfigPoll poll() {
    return new ModelConfigPoll(
        file(), INTERVAL, clock, new BasePathReload(engine, BasePathConfig.NONE));
  }

  private void turn(ModelConfigPoll poll) {
    clock.advanceNs(INTERVAL.toNanos());
    poll.doWork();
  }

  private Path file() {
    return folder.resolve("models.config");
  }

  private void write(String model) throws IOException {
    Files.writeString(
        file(),
        "model_config_list { config { name: '%s' base_path: '/%s' model_platform: 'onnx' } }"
            .formatted(model, model));
  }

  private static BasePathModel model(String name) {
    return new BasePathModel(name, Path.of("/" + name), VersionPolicy.DEFAULT, Map.of());
  }
}
