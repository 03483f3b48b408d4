package dev.tandem.engine.repository;

import dev.tandem.engine.api.ModelState;
import dev.tandem.engine.api.Reason;
import dev.tandem.engine.model.Finding;
import java.util.Optional;

/** Where one version of a model stands, with what goes with it. */
sealed interface VersionState {
  record Loading() implements VersionState {}

  record Ready(LoadedModel model, Placement placement) implements VersionState {}

  record Unloading() implements VersionState {}

  record Unloaded() implements VersionState {}

  record Failed(Finding finding) implements VersionState {}

  default ModelState state() {
    if (this instanceof Loading) {
      return ModelState.LOADING;
    }
    if (this instanceof Ready) {
      return ModelState.READY;
    }
    return this instanceof Unloading ? ModelState.UNLOADING : ModelState.UNAVAILABLE;
  }

  default String reason() {
    if (this instanceof Failed failed) {
      return failed.finding().text();
    }
    if (this instanceof Ready ready) {
      return ready.placement().text();
    }
    return this instanceof Unloaded ? "unloaded" : "";
  }

  default Optional<Reason> failure() {
    return this instanceof Failed failed
        ? Optional.of(reasonOf(failed.finding()))
        : Optional.empty();
  }

  /** A finding among the reasons that dialects have codes for. */
  static Reason reasonOf(Finding finding) {
    return switch (finding.kind()) {
      case INVALID_ARGUMENT -> Reason.INVALID_REQUEST;
      case UNSUPPORTED -> Reason.UNSUPPORTED;
      case UNAVAILABLE -> Reason.MODEL_NOT_FOUND;
      case INTERNAL -> Reason.INTERNAL;
    };
  }
}
