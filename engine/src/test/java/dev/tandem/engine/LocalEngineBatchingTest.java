package dev.tandem.engine;

import static dev.tandem.engine.testkit.onnx.Dims.dims;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.engine.api.InferRequest;
import dev.tandem.engine.api.InferResponse;
import dev.tandem.engine.api.RequestOptions;
import dev.tandem.engine.api.ServedModel;
import dev.tandem.engine.backend.onnx.OnnxBackend;
import dev.tandem.engine.repository.RepositorySettings;
import dev.tandem.engine.stats.ModelStatistics;
import dev.tandem.engine.tensor.ByteBudget;
import dev.tandem.engine.tensor.NativePool;
import dev.tandem.engine.tensor.Shape;
import dev.tandem.engine.tensor.Tensor;
import dev.tandem.engine.testkit.RecordingSink;
import dev.tandem.engine.testkit.SampleRepository;
import dev.tandem.engine.testkit.Tensors;
import dev.tandem.engine.testkit.onnx.OnnxModel;
import dev.tandem.engine.testkit.onnx.OnnxModels;
import dev.tandem.engine.testkit.onnx.OnnxType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Batches of real requests through ONNX Runtime. */
@Timeout(120)
class LocalEngineBatchingTest {
  private static final int REQUESTS = 64;

  @SuppressWarnings("NullAway.Init") // JUnit sets it
  @TempDir
  private Path folder;

  private final NativePool pool = new NativePool(1 << 20, true);
  private final ByteBudget budget = new ByteBudget(1 << 20);

  @Test
  void givesEachOfManyConcurrentRequestsItsOwnRowsOfAPreferredBatch()
      throws IOException, InterruptedException {
    model(
        "add_sub",
        OnnxModels.addSub(OnnxType.FLOAT),
        """
        max_batch_size: 16
        dynamic_batching { preferred_batch_size: [8] max_queue_delay_microseconds: 3600000000 }
        instance_group { count: 2 }
        """);
    LocalEngine engine = start();
    ServedModel model = engine.model("add_sub");
    RecordingSink[] sinks = new RecordingSink[REQUESTS];
    List<Thread> callers = new ArrayList<>();
    for (int caller = 0; caller < 4; caller++) {
      int first = caller;
      callers.add(
          new Thread(
              () -> {
                for (int i = first; i < REQUESTS; i += 4) {
                  sinks[i] = send(engine, model, values("INPUT0", i, 16), values("INPUT1", 3, 16));
                }
              }));
    }
    callers.forEach(Thread::start);
    for (Thread caller : callers) {
      caller.join();
    }

    for (int i = 0; i < REQUESTS; i++) {
      List<Tensor> outputs = sinks[i].await().response().outputs();
      assertThat(outputs).extracting(Tensor::name).containsExactly("OUTPUT0", "OUTPUT1");
      assertThat(outputs.get(0).shape()).isEqualTo(Shape.of(1, 16));
      assertThat(Tensors.floatsOf(outputs.get(0))).containsOnly(i + 3);
      assertThat(Tensors.floatsOf(outputs.get(1))).containsOnly(i - 3);
      assertThat(sinks[i].isSettledOnce()).isTrue();
      sinks[i].close();
    }
    ModelStatistics statistics = model.statistics();
    assertThat(statistics.inferenceCount()).isEqualTo(REQUESTS);
    assertThat(statistics.executionCount()).isEqualTo(REQUESTS / 8);
    stop(engine);
  }

  @Test
  void runsRequestsOfUnequalLengthsTogetherWhereTheModelIsToldTheirElements()
      throws IOException, InterruptedException {
    byte[] onnx =
        OnnxModel.graph("ragged")
            .input("X", OnnxType.FLOAT, dims("elements"))
            .input("COUNT", OnnxType.FLOAT, dims("requests"))
            .output("Y", OnnxType.FLOAT, dims("elements"))
            .output("N", OnnxType.FLOAT, dims("requests"))
            .node("Add", List.of("X", "X"), List.of("Y"))
            .node("Identity", List.of("COUNT"), List.of("N"))
            .toBytes();
    model(
        "ragged",
        onnx,
        """
        max_batch_size: 16
        input { name: "X" data_type: TYPE_FP32 dims: -1 allow_ragged_batch: true }
        output { name: "Y" data_type: TYPE_FP32 dims: -1 }
        output { name: "N" data_type: TYPE_FP32 dims: 1 reshape { shape: [] } }
        batch_input {
          kind: BATCH_ELEMENT_COUNT
          target_name: "COUNT"
          data_type: TYPE_FP32
          source_input: "X"
        }
        batch_output {
          kind: BATCH_SCATTER_WITH_INPUT_SHAPE
          target_name: "Y"
          source_input: "X"
        }
        dynamic_batching { preferred_batch_size: [4] max_queue_delay_microseconds: 3600000000 }
        """);
    LocalEngine engine = start();
    assertThat(engine.index()).extracting(status -> status.reason()).containsExactly("");
    ServedModel model = engine.model("ragged");
    List<RecordingSink> sinks =
        IntStream.rangeClosed(1, 4)
            .mapToObj(length -> send(engine, model, values("X", length, length)))
            .toList();

    for (int length = 1; length <= 4; length++) {
      InferResponse response = sinks.get(length - 1).await().response();
      Tensor doubled = output(response, "Y");
      assertThat(doubled.shape()).isEqualTo(Shape.of(1, length));
      assertThat(Tensors.floatsOf(doubled)).hasSize(length).containsOnly(2f * length);
      Tensor elements = output(response, "N");
      assertThat(elements.shape()).isEqualTo(Shape.of(1, 1));
      assertThat(Tensors.floatsOf(elements)).containsExactly(length);
      sinks.get(length - 1).close();
    }
    assertThat(model.statistics().executionCount()).isEqualTo(1);
    stop(engine);
  }

  private void model(String name, byte[] onnx, String config) throws IOException {
    new SampleRepository(folder).model(name, "backend: \"onnxruntime\"\n" + config, 1);
    Files.write(folder.resolve(name).resolve("1").resolve("model.onnx"), onnx);
  }

  private LocalEngine start() {
    LocalEngine engine =
        new LocalEngine(
            RepositorySettings.of(List.of(folder)),
            List.of(new OnnxBackend(pool, Map.of())),
            pool,
            budget);
    engine.start();
    return engine;
  }

  private void stop(LocalEngine engine) {
    assertThat(engine.stop(Duration.ofSeconds(60))).isTrue();
    assertThat(pool.openLeases()).isZero();
    assertThat(budget.reserved()).isZero();
  }

  private static RecordingSink send(LocalEngine engine, ServedModel model, Tensor... inputs) {
    RecordingSink sink = new RecordingSink();
    engine.infer(
        new InferRequest(
            model, "id", List.of(inputs), List.of(), RequestOptions.NONE, sink::release),
        sink);
    return sink;
  }

  private static Tensor output(InferResponse response, String name) {
    return response.outputs().stream()
        .filter(output -> output.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /** One row of the same value. */
  private static Tensor values(String name, float value, int count) {
    float[] values = new float[count];
    Arrays.fill(values, value);
    return Tensors.floats(name, Shape.of(1, count), values);
  }
}
