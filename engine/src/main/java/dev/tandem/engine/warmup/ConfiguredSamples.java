package dev.tandem.engine.warmup;

import dev.tandem.engine.api.InferRequest;
import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.RequestOptions;
import dev.tandem.engine.api.ServedModel;
import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.model.ModelConfig;
import dev.tandem.engine.model.ModelInput;
import dev.tandem.engine.model.Warmup;
import dev.tandem.engine.schedule.TrialRuns;
import dev.tandem.engine.tensor.Lease;
import dev.tandem.engine.tensor.NativePool;
import dev.tandem.engine.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.agrona.CloseHelper;

/** Runs the samples of a configuration's {@code model_warmup} as Triton runs them. */
final class ConfiguredSamples {
  private final ServedModel model;
  private final NativePool pool;
  private final SampleData data;

  ConfiguredSamples(ServedModel model, Path dataFolder, NativePool pool) {
    this.model = model;
    this.pool = pool;
    data = new SampleData(dataFolder);
  }

  /** Throws what is wrong with {@code sample}; one without rows is passed over. */
  void run(Warmup sample, TrialRuns runs) throws IOException {
    if (sample.batchSize() == 0) {
      return;
    }
    List<Lease> leases = new ArrayList<>();
    try {
      List<Tensor> inputs = new ArrayList<>();
      for (Map.Entry<String, Warmup.Input> input : sample.inputs().entrySet()) {
        boolean hasRows = hasRows(model.config(), input.getKey());
        inputs.add(data.tensor(input.getKey(), input.getValue(), hasRows, pool, leases));
      }
      run(sample, inputs, runs);
    } finally {
      CloseHelper.closeAll(leases);
    }
  }

  private void run(Warmup sample, List<Tensor> inputs, TrialRuns runs) {
    InferRequest request =
        new InferRequest(
            model, "", inputs, List.of(), RequestOptions.NONE, InferRequest.NOTHING_TO_RELEASE);
    try {
      int copies = copies(sample);
      for (long i = 0; i < Math.max(1, sample.count()); i++) {
        runs.run(request, copies, call -> {});
      }
    } catch (ServingException e) {
      throw new ServingException(
          e.reason(), "failed to run warmup sample '" + sample.name() + "': " + e.text() + "; ", e);
    }
  }

  private int copies(Warmup sample) {
    int allowed = Math.max(1, model.config().maxBatchSize());
    if (sample.batchSize() > allowed) {
      throw new ServingException(
          Reason.INVALID_REQUEST,
          "batch size "
              + sample.batchSize()
              + " for '"
              + model.name()
              + "', max allowed is "
              + allowed);
    }
    return (int) sample.batchSize();
  }

  private static boolean hasRows(ModelConfig config, String input) {
    return config.maxBatchSize() > 0
        && config.inputs().stream()
            .filter(ModelInput::shapeTensor)
            .noneMatch(shapeTensor -> shapeTensor.name().equals(input));
  }
}
