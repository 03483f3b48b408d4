package dev.tandem.engine.model;

import java.util.List;

/** Which of the versions in a model's folder are served. */
public sealed interface VersionPolicy {
  VersionPolicy DEFAULT = new Latest(1);

  /** The {@code count} highest version numbers. */
  record Latest(int count) implements VersionPolicy {}

  /** Every version. */
  record All() implements VersionPolicy {}

  /** These versions and no other. */
  record Specific(List<Long> versions) implements VersionPolicy {
    public Specific {
      versions = List.copyOf(versions);
    }
  }
}
