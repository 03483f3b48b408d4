package dev.tandem.engine.repository;

import static dev.tandem.engine.testkit.onnx.Dims.dims;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.engine.api.InferRequest;
import dev.tandem.engine.api.RequestOptions;
import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.model.ConfigException;
import dev.tandem.engine.stats.BatchStatistics;
import dev.tandem.engine.stats.ModelStatistics;
import dev.tandem.engine.tensor.DataType;
import dev.tandem.engine.tensor.Shape;
import dev.tandem.engine.testkit.FakeBackend;
import dev.tandem.engine.testkit.Tensors;
import dev.tandem.engine.testkit.onnx.OnnxModel;
import dev.tandem.engine.testkit.onnx.OnnxModels;
import dev.tandem.engine.testkit.onnx.OnnxType;
import dev.tandem.engine.warmup.WarmupSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VersionLoaderWarmUpTest {
  private static final String CONFIG =
      """
      max_batch_size: 4
      instance_group { count: 1 }
      """;
  private static final byte[] FLOATS = OnnxModels.identity(OnnxType.FLOAT, "N", 3);
  private static final byte[] STRINGS = OnnxModels.identity(OnnxType.STRING, "N", 2);

  @TempDir Path folder;

  @Test
  void runsSamplesAsBatchesOfCopiesAndCountsThem() throws IOException {
    try (VersionLoaderRig rig = onnx()) {
      rig.model(
          FLOATS,
          CONFIG
              + sample("zeros", "batch_size: 2 count: 3", "TYPE_FP32 dims: 3 zero_data: true")
              + sample("random", "batch_size: 1", "TYPE_FP32 dims: 3 random_data: true"));

      ModelStatistics statistics = rig.load().statistics();

      assertThat(statistics.inferenceCount()).isEqualTo(7);
      assertThat(statistics.executionCount()).isEqualTo(4);
      assertThat(statistics.success().count()).isEqualTo(7);
      assertThat(statistics.pendingRequests()).isZero();
      assertThat(statistics.batches())
          .extracting(BatchStatistics::batchSize, batch -> batch.computeInfer().count())
          .containsExactly(tuple(1, 1), tuple(2, 3));
    }
  }

  private static Tuple tuple(long size, long count) {
    return Tuple.tuple(size, count);
  }

  @Test
  void runsEverySampleOnEveryInstance() throws IOException {
    try (VersionLoaderRig rig = onnx()) {
      rig.model(
          FLOATS,
          CONFIG.replace("count: 1", "count: 3")
              + sample("s", "batch_size: 1", "TYPE_FP32 dims: 3 zero_data: true"));

      assertThat(rig.load().statistics().executionCount()).isEqualTo(3);
    }
  }

  @Test
  void passesOverASampleWithoutRows() throws IOException {
    try (VersionLoaderRig rig = onnx()) {
      rig.model(FLOATS, CONFIG + sample("s", "", "TYPE_FP32 dims: 3 zero_data: true"));

      assertThat(rig.load().statistics().executionCount()).isZero();
    }
  }

  @Test
  void readsFilesOfNumbersAndOfStrings() throws IOException {
    try (VersionLoaderRig rig = onnx()) {
      rig.model(
              FLOATS,
              CONFIG + sample("s", "batch_size: 2", "TYPE_FP32 dims: 3 input_data_file: 'data'"))
          .file("warmup/data", new byte[12]);

      assertThat(rig.load().statistics().executionCount()).isEqualTo(1);
    }
    try (VersionLoaderRig rig = onnx()) {
      rig.model(
              STRINGS,
              CONFIG + sample("s", "batch_size: 1", "TYPE_STRING dims: 2 input_data_file: 'data'"))
          .file("warmup/data", new byte[] {1, 0, 0, 0, 'a', 0, 0, 0, 0});

      assertThat(rig.load().statistics().executionCount()).isEqualTo(1);
    }
  }

  @Test
  void fillsStringsWithEmptyOnes() throws IOException {
    try (VersionLoaderRig rig = onnx()) {
      rig.model(
          STRINGS,
          CONFIG
              + sample("zeros", "batch_size: 2", "TYPE_STRING dims: 2 zero_data: true")
              + sample("random", "batch_size: 1", "TYPE_STRING dims: 2 random_data: true"));

      assertThat(rig.load().statistics().inferenceCount()).isEqualTo(3);
    }
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      delimiter = '|',
      value = {
        "dims: -1 zero_data: true"
            + "|warmup setting expects all variable-size dimensions are specified for input"
            + " 'INPUT0'",
        "dims: 3|warmup setting expects input 'INPUT0' to have input_data_type set",
        "dims: [ 4611686018427387904, 4 ] zero_data: true|too many elements",
        "dims: 4611686018427387904 zero_data: true"
            + "|warmup setting has more than 1073741824 bytes for input 'INPUT0'",
        "dims: 3 input_data_file: '../../secret'|outside of",
        "dims: 3 input_data_file: ''|outside of",
        "dims: 3 input_data_file: 'none'|unable to open warmup file",
        "dims: 4 input_data_file: 'data'|warmup setting expects 16 bytes for input 'INPUT0'",
      })
  void refusesSamplesWithoutData(String input, String message) throws IOException {
    try (VersionLoaderRig rig = onnx()) {
      rig.model(FLOATS, CONFIG + sample("s", "batch_size: 1", "TYPE_FP32 " + input))
          .file("warmup/data", new byte[12])
          .file("../secret", new byte[12]);

      assertThatThrownBy(rig::load)
          .isInstanceOf(ConfigException.class)
          .hasMessageContaining(message);
    }
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      delimiter = '|',
      value = {
        "batch_size: 1|TYPE_FP32 dims: 4 zero_data: true|unexpected shape for input 'INPUT0'",
        "batch_size: 1|TYPE_INT32 dims: 3 zero_data: true|inference input 'INPUT0' data-type is",
        "batch_size: 5|TYPE_FP32 dims: 3 zero_data: true"
            + "|batch size 5 for 'm', max allowed is 4; ",
      })
  void failsTheLoadWithTheNameOfTheSample(String size, String input, String message)
      throws IOException {
    try (VersionLoaderRig rig = onnx()) {
      rig.model(FLOATS, CONFIG + sample("s", size, input));

      assertThatThrownBy(rig::load)
          .isInstanceOf(ServingException.class)
          .hasMessageStartingWith("failed to run warmup sample 's': " + message)
          .hasMessageEndingWith("; ");
    }
  }

  @Test
  void failsTheLoadWhereTheModelFails() throws IOException {
    try (VersionLoaderRig rig = onnx()) {
      rig.model(
          gather(),
          CONFIG + sample("s", "batch_size: 1", "TYPE_INT64 dims: 1 input_data_file: 'nine'"));
      rig.file("warmup/nine", new byte[] {9, 0, 0, 0, 0, 0, 0, 0});

      assertThatThrownBy(rig::load)
          .isInstanceOf(ServingException.class)
          .hasMessageStartingWith("failed to run warmup sample 's': ")
          .hasMessageContaining("out of data bounds");
    }
  }

  @Test
  void runsAModelWithoutWarmUpOnceWithoutCountingIt() throws IOException {
    AtomicInteger runs = new AtomicInteger();
    FakeBackend backend =
        new FakeBackend(
                (inputs, outputs, sink) -> {
                  runs.incrementAndGet();
                  throw new IllegalStateException("does not like zeros");
                })
            .slowAtFirst();
    try (VersionLoaderRig rig = new VersionLoaderRig(folder, backend)) {
      rig.model(
          FLOATS,
          """
          backend: "fake"
          input { name: "X" data_type: TYPE_INT32 dims: -1 }
          output { name: "Y" data_type: TYPE_INT32 dims: 1 }
          """);

      LoadedModel loaded = rig.load();

      assertThat(runs).hasValue(1);
      assertThat(loaded.statistics().executionCount()).isZero();
      assertThat(loaded.statistics().fail().count()).isZero();
    }
  }

  @Test
  void servesAModelThatDoesNotTakeZeros() throws IOException {
    try (VersionLoaderRig rig = onnx()) {
      rig.model(
          OnnxModel.graph("reshape")
              .input("INPUT0", OnnxType.FLOAT, dims("N"))
              .output("OUTPUT0", OnnxType.FLOAT, dims(2, "M"))
              .initializer("shape", new long[] {2}, new long[] {2, -1})
              .node("Reshape", List.of("INPUT0", "shape"), List.of("OUTPUT0"))
              .toBytes(),
          "");

      assertThat(rig.load().statistics().executionCount()).isZero();
    }
  }

  @Test
  void replaysRecordedRequestsOnEveryInstance() throws IOException {
    AtomicInteger releases = new AtomicInteger();
    WarmupSource source =
        (versionFolder, model, runs) -> {
          assertThat(versionFolder).isEqualTo(folder.resolve("m/1"));
          InferRequest request =
              new InferRequest(
                  model.graphView(),
                  "",
                  List.of(Tensors.counting("INPUT0", DataType.FP32, Shape.of(2, 3))),
                  List.of(),
                  RequestOptions.NONE,
                  releases::incrementAndGet);
          runs.run(request, 3);
          return true;
        };
    try (VersionLoaderRig rig = new VersionLoaderRig(folder, source)) {
      rig.model(FLOATS, CONFIG.replace("count: 1", "count: 2"));

      ModelStatistics statistics = rig.load().statistics();

      assertThat(statistics.executionCount()).isEqualTo(6);
      assertThat(statistics.inferenceCount()).isEqualTo(12);
      assertThat(releases).hasValue(1);
    }
  }

  private VersionLoaderRig onnx() {
    return new VersionLoaderRig(folder, WarmupSource.NONE);
  }

  private static String sample(String name, String size, String input) {
    return "model_warmup { name: '%s' %s inputs { key: 'INPUT0' value { data_type: %s } } }\n"
        .formatted(name, size, input);
  }

  /** Fails where an index is beyond three. */
  private static byte[] gather() {
    return OnnxModel.graph("gather")
        .input("INPUT0", OnnxType.INT64, dims("N", 1))
        .output("OUTPUT0", OnnxType.FLOAT, dims("N", 1))
        .initializer("table", new long[] {3}, 1f, 2f, 3f)
        .node("Gather", List.of("table", "INPUT0"), List.of("OUTPUT0"))
        .toBytes();
  }
}
