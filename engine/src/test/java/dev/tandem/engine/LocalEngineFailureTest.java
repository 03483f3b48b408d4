package dev.tandem.engine;

import static dev.tandem.engine.EngineRig.CONFIG;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.model.GraphInfo;
import dev.tandem.engine.model.GraphTensor;
import dev.tandem.engine.repository.RepositorySettings;
import dev.tandem.engine.tensor.DataType;
import dev.tandem.engine.tensor.NativePool;
import dev.tandem.engine.tensor.Shape;
import dev.tandem.engine.testkit.FakeBackend;
import dev.tandem.engine.testkit.FakeInstance;
import dev.tandem.engine.testkit.RecordingSink;
import dev.tandem.engine.testkit.SampleRepository;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Models that do not load: listed with the reason, freed, and no harm to the others. */
class LocalEngineFailureTest {
  private static final String ENSEMBLE =
      """
      platform: "ensemble"
      ensemble_scheduling { step { model_name: "good" model_version: -1 } }
      """;

  @SuppressWarnings("NullAway.Init") // JUnit sets it
  @TempDir
  private Path folder;

  private final NativePool pool = new NativePool(1 << 20, true);
  private final FakeBackend backend = new FakeBackend(FakeInstance.echo(pool));

  @ParameterizedTest
  @MethodSource
  void listsAModelThatCannotBeConfiguredWithItsReason(String config, String reason)
      throws InterruptedException {
    repository().model("bad", config, 1);

    try (EngineRig rig = rig()) {
      assertThat(rig.index())
          .extracting(line -> line.replace("bad/1", "bad"))
          .containsExactly("bad UNAVAILABLE: " + reason, "good/1 READY");
      assertThat(rig.engine.isReady()).isFalse();
      assertServesGood(rig);
    }
    assertThat(backend.journal()).noneMatch(line -> line.contains("bad"));
  }

  static Stream<Arguments> listsAModelThatCannotBeConfiguredWithItsReason() {
    return Stream.of(
        Arguments.of(ENSEMBLE, "must specify 'input_map' in step 0 of ensemble 'bad'"),
        Arguments.of(
            CONFIG + "sequence_batching { control_input { name: 'S' } }",
            "sequence batching control tensor 'S' is specified for no control kind for bad"),
        Arguments.of(
            " ".repeat(10 << 20), "config.pbtxt has 10485760 bytes (expected: at most 1048576)"),
        Arguments.of(
            CONFIG.replace("fake", "nope"),
            "unable to find backend library for backend 'nope', try specifying runtime on the model"
                + " configuration."),
        Arguments.of(
            CONFIG + "name: 'worse'",
            "unexpected directory name 'bad' for model 'worse', directory name must equal model"
                + " name"),
        Arguments.of(
            CONFIG + "max_batch_siz: 3",
            "line 5, column 1: unknown field inference.ModelConfig.max_batch_siz"),
        Arguments.of(
            CONFIG.replace("dims: 1", "dims: 0"),
            "model input 'X' dimension must be integer >= 1, or -1 to indicate a variable-size"
                + " dimension for bad"),
        Arguments.of(
            CONFIG + "instance_group { kind: KIND_GPU }",
            "instance group bad_0 of model bad has kind KIND_GPU but server does not support GPUs:"
                + " fakes run on the CPU only; leave the kind out or make it KIND_CPU"),
        Arguments.of(
            CONFIG + "instance_group { count: 65 }",
            "instance groups of model bad have 65 instances that are not passive (expected: 1 to"
                + " 64)"));
  }

  @Test
  void listsAModelWithoutVersions() {
    repository().model("bad", CONFIG);

    try (EngineRig rig = rig()) {
      assertThat(rig.index())
          .containsExactly(
              "bad UNAVAILABLE: at least one version must be available under the version policy of"
                  + " model 'bad'",
              "good/1 READY");
    }
  }

  @Test
  void listsAVersionThatTheBackendRefuses() {
    backend.failAt("open bad/2", new ServingException(Reason.INVALID_REQUEST, "no such graph"));
    repository().model("bad", CONFIG + "version_policy { all {} }", 1, 2);

    try (EngineRig rig = rig()) {
      assertThat(rig.index())
          .containsExactly(
              "bad/1 UNAVAILABLE: unloaded", "bad/2 UNAVAILABLE: no such graph", "good/1 READY");
      assertThat(rig.engine.readyVersions("bad")).isEmpty();
    }
  }

  @Test
  void listsAModelThatDoesNotFitItsGraph() {
    GraphTensor other = new GraphTensor("OTHER", DataType.INT32, Shape.of(-1, 1), false);
    backend.describing(GraphInfo.of(List.of(other), List.of(other)));
    repository();

    try (EngineRig rig = rig()) {
      assertThat(rig.index()).singleElement().asString().startsWith("good/1 UNAVAILABLE: ");
      assertThat(rig.index().get(0)).contains("'X'", "OTHER");
    }
    assertThat(backend.journal()).isEmpty();
  }

  @Test
  void listsAModelWhoseLabelsAreMissingOrElsewhere() {
    repository()
        .model("gone", labelled("labels.txt"), 1)
        .model("out", labelled("../good/config.pbtxt"), 1);

    try (EngineRig rig = rig()) {
      assertThat(rig.index())
          .containsExactly(
              "gone/1 UNAVAILABLE: unable to open label file '"
                  + folder.resolve("gone").resolve("labels.txt")
                  + "' of output 'Y'",
              "good/1 READY",
              "out/1 UNAVAILABLE: label_filename '../good/config.pbtxt' of output 'Y' is outside of"
                  + " the model's folder");
    }
  }

  @Test
  void freesWhatWasOpenedWhereALaterInstanceFails() throws InterruptedException {
    backend.failAt(
        "open bad/1 instance 2", new ServingException(Reason.OUT_OF_MEMORY, "third does not fit"));
    repository().model("bad", CONFIG + "instance_group { count: 4 }", 1);

    try (EngineRig rig = rig()) {
      assertThat(rig.index())
          .containsExactly("bad/1 UNAVAILABLE: third does not fit", "good/1 READY");
      assertThat(backend.journal().stream().filter(line -> line.contains("bad")))
          .containsExactly(
              "open bad/1",
              "open bad/1 instance 0",
              "open bad/1 instance 1",
              "close bad/1 instance 1",
              "close bad/1 instance 0",
              "close bad/1");
      assertServesGood(rig);
    }
  }

  @ParameterizedTest
  @MethodSource("faults")
  void survivesFaultsOfABackend(Throwable fault) throws InterruptedException {
    if (fault instanceof Error error) {
      backend.failAt("open bad/1 instance 0", error);
    } else {
      backend.failAt("open bad/1 instance 0", (RuntimeException) fault);
    }
    repository().model("bad", CONFIG, 1);

    try (EngineRig rig = rig()) {
      assertThat(rig.index())
          .containsExactly("bad/1 UNAVAILABLE: internal error: " + fault, "good/1 READY");
      assertThat(backend.journal()).contains("close bad/1");
      assertServesGood(rig);
    }
  }

  static Stream<Throwable> faults() {
    return Stream.of(
        new IllegalStateException("odd"),
        new OutOfMemoryError("Direct buffer memory"),
        new UnsatisfiedLinkError("libonnxruntime"));
  }

  private static String labelled(String file) {
    return CONFIG.replace("name: \"Y\"", "name: \"Y\" label_filename: \"" + file + "\"");
  }

  private static void assertServesGood(EngineRig rig) throws InterruptedException {
    try (RecordingSink sink = rig.send(rig.engine.model("good")).await()) {
      assertThat(sink.response().outputs()).hasSize(1);
    }
  }

  private SampleRepository repository() {
    return new SampleRepository(folder).model("good", CONFIG, 1);
  }

  private EngineRig rig() {
    return new EngineRig(RepositorySettings.of(List.of(folder)), backend, pool);
  }
}
