package dev.tandem.engine.repository;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * What is to happen to the versions of a model that are wanted, the lowest first: some stay as they
 * are, and some are loaded, possibly in place of one that serves.
 */
record LoadPlan(List<Long> keep, List<Long> load) {
  LoadPlan {
    keep = List.copyOf(keep);
    load = List.copyOf(load);
  }

  /**
   * @param held the versions that serve
   * @param wanted those that are to serve
   * @param unchanged those of the held ones whose files and configuration are what they were
   */
  static LoadPlan of(Collection<Long> held, Collection<Long> wanted, Set<Long> unchanged) {
    List<Long> keep = new ArrayList<>();
    List<Long> load = new ArrayList<>();
    for (Long version : wanted) {
      (held.contains(version) && unchanged.contains(version) ? keep : load).add(version);
    }
    return new LoadPlan(keep, load);
  }
}
