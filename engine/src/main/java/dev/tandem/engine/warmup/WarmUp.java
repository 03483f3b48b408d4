package dev.tandem.engine.warmup;

import dev.tandem.engine.api.InferRequest;
import dev.tandem.engine.api.ServedModel;
import dev.tandem.engine.model.Warmup;
import dev.tandem.engine.schedule.TrialRuns;
import dev.tandem.engine.tensor.NativePool;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Makes the instances of a version warm: with the samples of its configuration, with the requests
 * that its folder brings along, and where there is neither, with a run over zeros.
 *
 * @param counted runs that the model's statistics show
 * @param uncounted runs that they do not show; empty where the backend is no slower at first
 */
public record WarmUp(
    ServedModel model, NativePool pool, TrialRuns counted, Optional<TrialRuns> uncounted) {

  /** Throws whatever fails, but for the run over zeros. */
  public void run(Path modelFolder, Path versionFolder, WarmupSource source) throws IOException {
    List<Warmup> samples = model.config().modelWarmup();
    ConfiguredSamples configured =
        new ConfiguredSamples(model, modelFolder.resolve("warmup"), pool);
    for (Warmup sample : samples) {
      configured.run(sample, counted);
    }
    boolean replayed = source.replay(versionFolder, model, this::replay);
    if (samples.isEmpty() && !replayed) {
      uncounted.ifPresent(runs -> new FirstRun(model, pool).run(runs));
    }
  }

  private void replay(InferRequest request, int times) {
    try {
      for (int i = 0; i < times; i++) {
        counted.run(request, 1, call -> {});
      }
    } finally {
      request.release().run();
    }
  }
}
