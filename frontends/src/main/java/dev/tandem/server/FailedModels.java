package dev.tandem.server;

import dev.tandem.engine.api.BasePathModel;
import dev.tandem.engine.api.ModelState;
import dev.tandem.engine.api.ModelVersionStatus;
import dev.tandem.engine.api.Reason;
import dev.tandem.tfserving.config.UnavailableVersions;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The models that could not be loaded at the start, and whether the server goes on without. */
final class FailedModels {
  private final List<ModelVersionStatus> index;
  private final Set<String> basePaths;

  FailedModels(List<ModelVersionStatus> index, List<BasePathModel> basePaths) {
    this.index = List.copyOf(index);
    this.basePaths = basePaths.stream().map(BasePathModel::name).collect(Collectors.toSet());
  }

  /**
   * Whether a server ends here that is to have all of its models. Models that have yet to be
   * converted are no reason while others serve.
   */
  boolean stopTheStart() {
    boolean serves = index.stream().anyMatch(status -> status.state() == ModelState.READY);
    return failed().stream().anyMatch(status -> !serves || !isUnconverted(status));
  }

  private boolean isUnconverted(ModelVersionStatus status) {
    return basePaths.contains(status.model())
        && status.failure().filter(reason -> reason == Reason.UNSUPPORTED).isPresent();
  }

  private List<ModelVersionStatus> failed() {
    return index.stream().filter(status -> status.failure().isPresent()).toList();
  }

  /** In the words of the server whose models these are. */
  StartFailure failure() {
    List<ModelVersionStatus> failed = failed();
    return failed.stream().allMatch(status -> basePaths.contains(status.model()))
        ? StartFailure.ofTfServing("UNKNOWN: " + UnavailableVersions.text("servable(s)", failed))
        : new StartFailure("error: creating server: Internal - failed to load all models", 1);
  }
}
