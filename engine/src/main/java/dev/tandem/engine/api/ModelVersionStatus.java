package dev.tandem.engine.api;

import static java.util.Objects.requireNonNull;

import java.util.OptionalLong;

/**
 * One line of the repository index: a version, its state, and why it is in it; a model that has no
 * version yet has none here.
 */
public record ModelVersionStatus(
    String model, OptionalLong version, ModelState state, String reason) {
  public ModelVersionStatus {
    requireNonNull(model, "model");
    requireNonNull(version, "version");
    requireNonNull(state, "state");
    requireNonNull(reason, "reason");
  }
}
