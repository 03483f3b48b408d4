package dev.tandem.engine.repository;

import dev.tandem.engine.api.ModelState;

/** Where one version of a model stands, with what goes with it. */
sealed interface VersionState {
  record Loading() implements VersionState {}

  record Ready(LoadedModel model) implements VersionState {}

  record Unloading() implements VersionState {}

  /** Not served, because it failed to load or was unloaded. */
  record Unavailable(String reason) implements VersionState {}

  default ModelState state() {
    if (this instanceof Loading) {
      return ModelState.LOADING;
    }
    if (this instanceof Ready) {
      return ModelState.READY;
    }
    if (this instanceof Unloading) {
      return ModelState.UNLOADING;
    }
    return ModelState.UNAVAILABLE;
  }

  default String reason() {
    return this instanceof Unavailable unavailable ? unavailable.reason() : "";
  }
}
