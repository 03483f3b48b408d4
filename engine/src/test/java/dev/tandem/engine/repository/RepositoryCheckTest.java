package dev.tandem.engine.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.tandem.engine.backend.onnx.OnnxBackend;
import dev.tandem.engine.model.Finding;
import dev.tandem.engine.repository.RepositoryCheck.ModelFindings;
import dev.tandem.engine.tensor.NativePool;
import dev.tandem.engine.testkit.SampleRepository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bad input of every kind: one clear line each, and the model beside it is as good as before. */
class RepositoryCheckTest {
  @SuppressWarnings("NullAway.Init") // JUnit sets it
  @TempDir
  private Path folder;

  private Path bad;

  @BeforeEach
  void putAGoodModelBeside() throws IOException {
    bad = folder.resolve("bad");
    model("good", "");
    model("bad", "");
  }

  @Test
  void findsNothingInGoodModels() {
    assertThat(check().repository(folder))
        .extracting(ModelFindings::model)
        .containsExactly("bad", "good");
    assertThat(check().repository(folder))
        .allSatisfy(model -> assertThat(model.findings()).isEmpty());
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "007", "9999999999999999999", "1.5"})
  void saysWhichFolderIsNoVersion(String name) throws IOException {
    Files.createDirectory(bad.resolve(name));

    assertFound(
        "'"
            + name
            + "' is not a version (expected: a number without leading zeros, of at most 18"
            + " digits); it is left out");
  }

  @Test
  void takesZeroForAVersion() throws IOException {
    Files.move(bad.resolve("1"), bad.resolve("0"));

    assertThat(check().repository(folder))
        .allSatisfy(model -> assertThat(model.findings()).isEmpty());
  }

  @Test
  void takesAnEnsembleWithoutAVersion() throws IOException {
    Files.writeString(
        Files.createDirectory(folder.resolve("line")).resolve("config.pbtxt"),
        """
        platform: "ensemble"
        input { name: "X" data_type: TYPE_FP32 dims: 4 }
        output { name: "Z" data_type: TYPE_FP32 dims: 4 }
        ensemble_scheduling {
          step { model_name: "good" model_version: -1
                 input_map { key: "IN" value: "X" } output_map { key: "OUT" value: "Z" } }
        }
        """);

    assertThat(findings("line")).isEmpty();
  }

  @Test
  void saysThatAFileIsNoVersion() throws IOException {
    Files.writeString(bad.resolve("2"), "");

    assertFound("'2' is a file (expected: a folder); it is left out");
  }

  @Test
  void saysThatALinkGoesInACircle() throws IOException {
    Files.createSymbolicLink(bad.resolve("2"), bad.resolve("2"));

    assertFound("'2' is a link that leads nowhere (expected: a folder); it is left out");
  }

  @Test
  void saysThatAModelIsALinkInACircle() throws IOException {
    Files.createSymbolicLink(folder.resolve("loop"), folder.resolve("loop"));

    assertThat(findings("loop"))
        .extracting(Finding::reason)
        .containsExactly(
            "'" + folder.resolve("loop") + "' is a link that leads nowhere (expected: a folder)");
  }

  @Test
  void refusesALargeConfiguration() throws IOException {
    Files.write(bad.resolve("config.pbtxt"), new byte[10 << 20]);

    assertFound("config.pbtxt has 10485760 bytes (expected: at most 1048576)");
  }

  @Test
  void refusesAConfigurationThatIsNoText() throws IOException {
    Files.write(bad.resolve("config.pbtxt"), new byte[] {'#', (byte) 0xe4});

    assertFound("config.pbtxt is not UTF-8 text: wrong byte at offset 1");
  }

  @Test
  void refusesAnEmptyModelFile() throws IOException {
    Path file = Files.write(bad.resolve("1/model.onnx"), new byte[0]);

    assertFound("model file '" + file + "': not an ONNX model: it is empty");
  }

  @Test
  void saysWhichModelFileIsMissing() throws IOException {
    Files.delete(bad.resolve("1/model.onnx"));
    Files.writeString(bad.resolve("config.pbtxt"), "platform: 'onnxruntime_onnx'");

    assertFound("unable to find '" + bad.resolve("1/model.onnx") + "', the file of the model");
  }

  @Test
  void refusesLabelsOutOfTheFolder() throws IOException {
    labels("../good/1/model.onnx");

    assertFound(
        "label_filename '../good/1/model.onnx' of output 'OUTPUT0' is outside of the model's"
            + " folder");
  }

  @Test
  void refusesTooManyLabels() throws IOException {
    labels("labels.txt");
    Files.write(bad.resolve("labels.txt"), new byte[Labels.MAX_BYTES + 1]);

    assertFound(
        "label_filename 'labels.txt' of output 'OUTPUT0' has 16777217 bytes (expected: at most"
            + " 16777216)");
  }

  @Test
  void saysThatItMayNotReadAModel() throws IOException {
    Files.setPosixFilePermissions(bad, PosixFilePermissions.fromString("---------"));
    try {
      assumeThat(Files.isReadable(bad)).as("the user of the tests may read everything").isFalse();
      assertFound("cannot read the model: no permission for " + bad);
    } finally {
      Files.setPosixFilePermissions(bad, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
  }

  @Test
  void saysThatARepositoryIsAFile() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");

    assertThat(check().repository(file))
        .singleElement()
        .satisfies(
            found ->
                assertThat(found.findings())
                    .extracting(Finding::reason)
                    .containsExactly("'" + file + "' is a file (expected: a folder)"));
  }

  @Test
  void findsEverythingThatIsWrongWithAConfiguration() throws IOException {
    Files.writeString(
        bad.resolve("config.pbtxt"),
        """
        name: "worse"
        max_batch_size: 8
        input { name: "INPUT0" data_type: TYPE_INT8 dims: 5 }
        output { name: "OUT" data_type: TYPE_FP32 dims: 4 }
        dynamic_batching { preferred_batch_size: [ 4, 16 ] }
        version_policy { specific { versions: [ 1, 3 ] } }
        instance_group { kind: KIND_GPU }
        """);

    assertThat(findings("bad"))
        .extracting(finding -> finding.correction().orElse(""))
        .containsExactly(
            "dynamic_batching { preferred_batch_size: [ 4 ] }",
            "name: \"bad\"",
            "instance_group [ { name: \"worse_0\" count: 2 kind: KIND_CPU } ]",
            "",
            "input [ { name: \"INPUT0\" data_type: TYPE_FP32 dims: [ 4 ] } ]",
            "input [ { name: \"INPUT0\" data_type: TYPE_FP32 dims: [ 4 ] } ]",
            "output [ { name: \"OUTPUT0\" data_type: TYPE_FP32 dims: [ 4 ] } ]");
  }

  @Test
  void saysOnlyOnceThatNothingRunsAPlatform() throws IOException {
    Files.writeString(bad.resolve("config.pbtxt"), "platform: 'abacus'");

    assertFound("unexpected platform type 'abacus' for bad");
  }

  @ParameterizedTest
  @ValueSource(strings = {"saved_model.pb", "saved_model.pbtxt", "model.savedmodel/saved_model.pb"})
  void saysHowASavedModelIsConverted(String file) throws IOException {
    Path version = folder.resolve("saved/1");
    Path saved = version.resolve(file);
    Files.createDirectories(saved.resolveSibling("."));
    Files.writeString(saved, "graph");

    assertThat(findings("saved"))
        .extracting(Finding::reason)
        .containsExactly(
            "a TensorFlow SavedModel is served once it is converted to ONNX: python -m"
                + " tf2onnx.convert --saved-model "
                + saved.getParent()
                + " --output "
                + version.resolve("model.onnx"));
  }

  private void labels(String file) throws IOException {
    Files.writeString(
        bad.resolve("config.pbtxt"),
        "max_batch_size: 8 input { name: 'INPUT0' data_type: TYPE_FP32 dims: 4 }"
            + " output { name: 'OUTPUT0' data_type: TYPE_FP32 dims: 4 label_filename: '"
            + file
            + "' }");
  }

  private void assertFound(String reason) {
    assertThat(findings("bad")).extracting(Finding::reason).containsExactly(reason);
    assertThat(findings("good")).isEmpty();
  }

  private List<Finding> findings(String model) {
    return check().repository(folder).stream()
        .filter(found -> found.model().equals(model))
        .findFirst()
        .orElseThrow()
        .findings();
  }

  /** A model of INPUT0 and OUTPUT0, both FP32 [-1,4]. */
  private void model(String name, String config) throws IOException {
    new SampleRepository(folder).model(name, config, 1);
    Files.write(
        folder.resolve(name + "/1/model.onnx"), GoldenModels.modelBytes("models_bad/bad_dtype", 1));
  }

  private RepositoryCheck check() {
    return new RepositoryCheck(
        RepositorySettings.of(List.of(folder)),
        List.of(new OnnxBackend(new NativePool(0), Map.of())));
  }
}
