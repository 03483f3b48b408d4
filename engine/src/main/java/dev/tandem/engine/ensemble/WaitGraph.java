package dev.tandem.engine.ensemble;

import dev.tandem.engine.model.ConfigException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Who has to wait for whom in all ensembles together, which must be no circle: its models would
 * stand still, each in the middle of a run. Any thread may use it.
 */
public final class WaitGraph {
  private final Map<Object, Entry> entries = new HashMap<>();

  private record Entry(String ensemble, Waits waits) {}

  /**
   * Adds what {@code owner}, a version of {@code ensemble}, brings; throws {@link ConfigException}
   * where that closes a circle with other ensembles. One that it replaces is no other.
   */
  public synchronized void add(Object owner, String ensemble, Waits waits) {
    for (String model : waits.all().keySet()) {
      List<String> circle = new ArrayList<>(List.of(model));
      if (leads(model, model, new Entry(ensemble, waits), new HashSet<>(), circle)) {
        throw new ConfigException(
            "in ensemble "
                + ensemble
                + ", with other ensembles, decoupled models would have to wait for themselves: "
                + String.join(" -> ", circle));
      }
    }
    entries.put(owner, new Entry(ensemble, waits));
  }

  public synchronized void remove(Object owner) {
    entries.remove(owner);
  }

  /** Whether there is a way from {@code from} to {@code to}, which is added to {@code way}. */
  private boolean leads(String from, String to, Entry added, Set<String> seen, List<String> way) {
    for (String next : after(from, added)) {
      way.add(next);
      if (next.equals(to) || (seen.add(next) && leads(next, to, added, seen, way))) {
        return true;
      }
      way.remove(way.size() - 1);
    }
    return false;
  }

  private Set<String> after(String model, Entry added) {
    Set<String> after = new HashSet<>(added.waits.all().getOrDefault(model, Set.of()));
    for (Entry entry : entries.values()) {
      if (!entry.ensemble.equals(added.ensemble)) {
        after.addAll(entry.waits.all().getOrDefault(model, Set.of()));
      }
    }
    return after;
  }
}
