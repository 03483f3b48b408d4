package dev.tandem.engine.repository;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * What is to happen to the versions of a model, the lowest first: those that stay as they are, are
 * loaded, possibly in place of one that serves, and go.
 */
record LoadPlan(List<Long> keep, List<Long> load, List<Long> drop) {
  LoadPlan {
    keep = List.copyOf(keep);
    load = List.copyOf(load);
    drop = List.copyOf(drop);
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
    List<Long> drop = held.stream().filter(version -> !wanted.contains(version)).toList();
    return new LoadPlan(keep, load, drop);
  }
}
