package dev.tandem.engine.repository;

import dev.tandem.engine.ensemble.EnsemblePlan;
import dev.tandem.engine.schedule.InferTarget;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The models that an ensemble sends its requests to, none of which is freed before it lets go. */
final class HeldParts {
  private final List<LoadedModel> models = new ArrayList<>();

  /** Holds them all, or none where one of them is being freed already. */
  static Optional<HeldParts> of(EnsemblePlan plan) {
    HeldParts parts = new HeldParts();
    for (InferTarget part : plan.parts()) {
      if (part instanceof LoadedModel model && !parts.hold(model)) {
        parts.letGo();
        return Optional.empty();
      }
    }
    return Optional.of(parts);
  }

  private boolean hold(LoadedModel model) {
    return model.hold() && models.add(model);
  }

  void letGo() {
    models.forEach(LoadedModel::letGo);
    models.clear();
  }
}
