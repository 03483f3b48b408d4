package dev.tandem.engine.stats;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Counts how loads of version folders ended; any thread may add, and those are few. */
public final class LoadCounters {
  /** As versions come and go, those that were first are forgotten. */
  static final int MAX_FOLDERS = 1000;

  private final Map<String, Load> byFolder = new LinkedHashMap<>();

  /** How loads of {@code folder} ended, and how long the good ones took together. */
  public record Load(String folder, long successes, long failures, long ns) {
    private Load plus(Load other) {
      return new Load(
          folder, successes + other.successes, failures + other.failures, ns + other.ns);
    }
  }

  public void succeeded(String folder, long ns) {
    add(new Load(folder, 1, 0, ns));
  }

  public void failed(String folder) {
    add(new Load(folder, 0, 1, 0));
  }

  private synchronized void add(Load load) {
    if (!byFolder.containsKey(load.folder) && byFolder.size() == MAX_FOLDERS) {
      byFolder.remove(byFolder.keySet().iterator().next());
    }
    byFolder.merge(load.folder, load, Load::plus);
  }

  public synchronized List<Load> snapshot() {
    return new ArrayList<>(byFolder.values());
  }
}
