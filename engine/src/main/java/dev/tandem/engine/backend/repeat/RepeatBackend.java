package dev.tandem.engine.backend.repeat;

import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.backend.Backend;
import dev.tandem.engine.backend.BackendInstance;
import dev.tandem.engine.backend.BackendModel;
import dev.tandem.engine.backend.Pause;
import dev.tandem.engine.model.Device;
import dev.tandem.engine.model.GraphInfo;
import dev.tandem.engine.model.ModelConfig;
import dev.tandem.engine.tensor.DataType;
import dev.tandem.engine.tensor.NativePool;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Gives one answer for each element of {@code IN}, the milliseconds of the same element of {@code
 * DELAY} after the one before, and takes those of {@code WAIT} at least for all of them.
 */
public final class RepeatBackend implements Backend {
  static final String IN = "IN";
  static final String DELAY = "DELAY";
  static final String WAIT = "WAIT";
  static final String OUT = "OUT";
  static final String IDX = "IDX";

  private static final Map<String, DataType> INPUTS =
      new TreeMap<>(Map.of(IN, DataType.INT32, DELAY, DataType.UINT32, WAIT, DataType.UINT32));
  private static final Map<String, DataType> OUTPUTS =
      new TreeMap<>(Map.of(OUT, DataType.INT32, IDX, DataType.UINT32));

  private final NativePool pool;
  private final Pause pause;

  public RepeatBackend(NativePool pool, Pause pause) {
    this.pool = pool;
    this.pause = pause;
  }

  @Override
  public String name() {
    return "repeat";
  }

  @Override
  public Optional<GraphInfo> describe(Path model) {
    return Optional.empty();
  }

  @Override
  public BackendModel open(ModelSource source) {
    check(source.config());
    return new RepeatModel(pool, pause);
  }

  private static void check(ModelConfig config) {
    Map<String, DataType> inputs = new TreeMap<>();
    config.inputs().forEach(each -> each.type().ifPresent(type -> inputs.put(each.name(), type)));
    Map<String, DataType> outputs = new TreeMap<>();
    config.outputs().forEach(each -> each.type().ifPresent(type -> outputs.put(each.name(), type)));
    require(config, "inputs", inputs, INPUTS);
    require(config, "outputs", outputs, OUTPUTS);
    require(config, "max_batch_size", config.maxBatchSize(), 0);
    require(config, "model_transaction_policy.decoupled", config.isDecoupled(), true);
  }

  private static void require(ModelConfig config, String field, Object value, Object expected) {
    if (!value.equals(expected)) {
      throw new ServingException(
          Reason.INVALID_REQUEST,
          "model '%s': %s: %s (expected by the backend 'repeat': %s)"
              .formatted(config.name(), field, value, expected));
    }
  }

  private record RepeatModel(NativePool pool, Pause pause) implements BackendModel {
    @Override
    public BackendInstance newInstance(Device device) {
      return new RepeatInstance(pool, pause);
    }

    @Override
    public void close() {}
  }
}
