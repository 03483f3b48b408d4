package dev.tandem.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.engine.api.InferRequest;
import dev.tandem.engine.api.ModelVersionStatus;
import dev.tandem.engine.api.RequestOptions;
import dev.tandem.engine.api.ServedModel;
import dev.tandem.engine.repository.RepositorySettings;
import dev.tandem.engine.tensor.ByteBudget;
import dev.tandem.engine.tensor.DataType;
import dev.tandem.engine.tensor.NativePool;
import dev.tandem.engine.tensor.Shape;
import dev.tandem.engine.testkit.FakeBackend;
import dev.tandem.engine.testkit.RecordingSink;
import dev.tandem.engine.testkit.Tensors;
import java.time.Duration;
import java.util.List;

/** An engine that has started over one fake backend. Closing it stops it and checks for leaks. */
final class EngineRig implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(60);

  /** A model of the fake backend with one number in and one out. */
  static final String CONFIG =
      """
      backend: "fake"
      max_batch_size: 4
      input { name: "X" data_type: TYPE_INT32 dims: 1 }
      output { name: "Y" data_type: TYPE_INT32 dims: 1 }
      """;

  final LocalEngine engine;
  private final NativePool pool;

  EngineRig(RepositorySettings settings, FakeBackend backend, NativePool pool) {
    this.pool = pool;
    engine = new LocalEngine(settings, List.of(backend), pool, new ByteBudget(Long.MAX_VALUE));
    engine.start();
  }

  /** Sends one row with the number 7 in it. */
  RecordingSink send(ServedModel model) {
    RecordingSink sink = new RecordingSink();
    engine.infer(
        new InferRequest(
            model,
            "id",
            List.of(
                Tensors.of(
                    "X", DataType.INT32, Shape.of(1, 1), (byte) 7, (byte) 0, (byte) 0, (byte) 0)),
            List.of(),
            RequestOptions.NONE,
            sink::release),
        sink);
    return sink;
  }

  /** What the index says, one line each: {@code m/1 READY} or {@code m UNAVAILABLE: reason}. */
  List<String> index() {
    return engine.index().stream().map(EngineRig::line).toList();
  }

  private static String line(ModelVersionStatus status) {
    String version = status.version().isPresent() ? "/" + status.version().getAsLong() : "";
    String reason =
        status.reason().replaceFirst("^(Invalid argument|Unsupported|Unavailable|Internal): ", "");
    reason = reason.isEmpty() ? "" : ": " + reason;
    return status.model() + version + " " + status.state() + reason;
  }

  @Override
  public void close() {
    assertThat(engine.stop(PATIENCE)).as("stopped").isTrue();
    assertThat(pool.openLeases()).as("open leases").isZero();
  }
}
