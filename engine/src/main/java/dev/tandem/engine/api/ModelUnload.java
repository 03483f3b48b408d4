package dev.tandem.engine.api;

import static java.util.Objects.requireNonNull;

import java.util.OptionalLong;

/**
 * What to unload.
 *
 * @param version the only version to unload, or none for all
 * @param dependents whether the models that only this one needs go too
 */
public record ModelUnload(String name, OptionalLong version, boolean dependents) {
  public ModelUnload {
    requireNonNull(name, "name");
    requireNonNull(version, "version");
  }

  /** All of model {@code name}. */
  public static ModelUnload of(String name) {
    return new ModelUnload(name, OptionalLong.empty(), false);
  }
}
