package dev.tandem.engine.repository;

import dev.tandem.engine.model.ConfigException;

/** A rule that holds or stops the load with its text. */
final class Require {
  private Require() {}

  static void that(boolean holds, String otherwise) {
    if (!holds) {
      throw new ConfigException(otherwise);
    }
  }
}
