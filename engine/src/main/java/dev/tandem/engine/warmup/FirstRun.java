package dev.tandem.engine.warmup;

import dev.tandem.engine.api.InferRequest;
import dev.tandem.engine.api.RequestOptions;
import dev.tandem.engine.api.ServedModel;
import dev.tandem.engine.schedule.TrialRuns;
import dev.tandem.engine.tensor.Lease;
import dev.tandem.engine.tensor.NativePool;
import dev.tandem.engine.tensor.Tensor;
import dev.tandem.engine.tensor.TensorBytes;
import dev.tandem.engine.tensor.TensorSpec;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.agrona.CloseHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs each instance once over zeros, one row of them, so that no client's request is the slow
 * first one. It is a favour: where zeros are too large, too slow or not to the model's liking, the
 * model is served all the same.
 */
final class FirstRun {
  private static final Logger logger = LoggerFactory.getLogger(FirstRun.class);
  private static final Duration LIMIT = Duration.ofSeconds(5);

  private final ServedModel model;
  private final NativePool pool;
  private final Duration limit;

  FirstRun(ServedModel model, NativePool pool) {
    this(model, pool, LIMIT);
  }

  FirstRun(ServedModel model, NativePool pool, Duration limit) {
    this.model = model;
    this.pool = pool;
    this.limit = limit;
  }

  void run(TrialRuns runs) {
    Optional<List<TensorSpec>> specs = ZeroInputs.of(model);
    if (specs.isEmpty()) {
      logger.debug(
          "'{}' version {}: no first run, its inputs are too large", model.name(), model.version());
      return;
    }
    List<Lease> leases = new ArrayList<>();
    try (TimeLimit time = TimeLimit.start(limit)) {
      List<Tensor> inputs = specs.get().stream().map(spec -> zeros(spec, leases)).toList();
      runs.run(
          new InferRequest(
              model, "", inputs, List.of(), RequestOptions.NONE, InferRequest.NOTHING_TO_RELEASE),
          1,
          time::limit);
    } catch (RuntimeException | OutOfMemoryError e) {
      logger.debug(
          "'{}' version {}: the first run over zeros did not succeed, which is no fault: {}",
          model.name(),
          model.version(),
          e.getMessage());
    } finally {
      CloseHelper.closeAll(leases);
    }
  }

  private Tensor zeros(TensorSpec spec, List<Lease> leases) {
    Lease lease = pool.lease((int) ZeroInputs.bytes(spec));
    leases.add(lease);
    ByteBuffer memory = lease.view();
    Zeros.fill(memory);
    return new Tensor(spec.name(), spec.type(), spec.shape(), TensorBytes.wrap(memory));
  }
}
