package dev.tandem.engine.api;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * One line of the repository index: a version, its state, and why it is in it; a model that has no
 * version yet has none here.
 *
 * @param failure of what kind {@code reason} is where the version failed; none where it serves, was
 *     unloaded or is on its way
 */
public record ModelVersionStatus(
    String model, OptionalLong version, ModelState state, String reason, Optional<Reason> failure) {
  public ModelVersionStatus {
    requireNonNull(model, "model");
    requireNonNull(version, "version");
    requireNonNull(state, "state");
    requireNonNull(reason, "reason");
    requireNonNull(failure, "failure");
  }

  /** A version that has not failed. */
  public ModelVersionStatus(String model, OptionalLong version, ModelState state, String reason) {
    this(model, version, state, reason, Optional.empty());
  }
}
