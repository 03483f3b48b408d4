package dev.tandem.engine.repository;

import dev.tandem.engine.model.VersionPolicy;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a load is to achieve.
 *
 * @param seen the files as they are to be loaded, where somebody has looked already
 * @param config the text of a configuration in place of the one on disk
 * @param only the one version that is loaded anew, beside those that serve
 * @param withParts whether the models are loaded too that an ensemble is made of
 * @param policy what decides in place of the configuration's version policy
 */
record LoadOrder(
    ModelOrigin origin,
    Optional<FolderSnapshot> seen,
    Optional<String> config,
    OptionalLong only,
    Optional<VersionPolicy> policy,
    boolean withParts) {
  static LoadOrder of(ModelOrigin origin) {
    return new LoadOrder(
        origin, Optional.empty(), Optional.empty(), OptionalLong.empty(), Optional.empty(), false);
  }

  /** The same load once more, with what else is there by then. */
  LoadOrder again() {
    return new LoadOrder(origin, seen, config, only, policy, false);
  }

  /** The same, of an ensemble with the models that it is made of. */
  LoadOrder withItsParts() {
    return new LoadOrder(origin, seen, config, only, policy, true);
  }

  LoadOrder of(FolderSnapshot snapshot) {
    return new LoadOrder(origin, Optional.of(snapshot), config, only, policy, withParts);
  }
}
