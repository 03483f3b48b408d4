package dev.tandem.engine.ensemble;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The routes of an ensemble; those that clients ask for again and again are planned once. */
final class Routes {
  /** Clients may list outputs in any order, and hardly do. */
  private static final int MOST = 64;

  private final EnsemblePlan plan;
  private final Route whole;
  private final Map<List<String>, Route> listed = new ConcurrentHashMap<>();

  Routes(EnsemblePlan plan) {
    this.plan = plan;
    whole = Route.of(plan, List.of());
  }

  /** For {@code outputs}, all where that is empty. */
  Route of(List<String> outputs) {
    if (outputs.isEmpty()) {
      return whole;
    }
    Route known = listed.get(outputs);
    if (known != null) {
      return known;
    }
    Route planned = Route.of(plan, outputs);
    if (listed.size() < MOST) {
      listed.put(outputs, planned);
    }
    return planned;
  }
}
