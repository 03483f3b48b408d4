package dev.tandem.engine.repository;

import dev.tandem.engine.model.VersionPolicy;
import java.util.List;

/** Which of the versions on disk a policy wants served. */
final class VersionSelection {
  private VersionSelection() {}

  /**
   * From {@code available}, the lowest first, those that {@code policy} wants, in the same order.
   */
  static List<Long> select(VersionPolicy policy, List<Long> available) {
    if (policy instanceof VersionPolicy.Latest latest) {
      return available.subList(Math.max(0, available.size() - latest.count()), available.size());
    }
    if (policy instanceof VersionPolicy.Specific specific) {
      return available.stream().filter(specific.versions()::contains).toList();
    }
    return available;
  }
}
