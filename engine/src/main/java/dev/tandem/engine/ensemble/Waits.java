package dev.tandem.engine.ensemble;

import dev.tandem.engine.ensemble.EnsemblePlan.PlannedStep;
import dev.tandem.engine.ensemble.EnsemblePlanner.Parts;
import dev.tandem.engine.model.ConfigException;
import dev.tandem.engine.model.Ensemble;
import dev.tandem.engine.model.InstanceGroup;
import dev.tandem.engine.model.ModelConfig;
import dev.tandem.engine.model.RateLimiter;
import dev.tandem.engine.resource.Demand;
import dev.tandem.engine.resource.ResourceKey;
import dev.tandem.engine.resource.ResourceLimits;
import dev.tandem.engine.schedule.InferTarget;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Who has to wait for whom in one ensemble: the runner of a decoupled model for the models behind
 * it, which take its answers.
 */
public final class Waits {
  private final String start;
  private final Parts parts;
  private final Optional<ResourceLimits> limits;
  private final Map<String, Set<String>> waits = new TreeMap<>();

  private Waits(String name, Parts parts, Optional<ResourceLimits> limits) {
    start = "in ensemble " + name + ", ";
    this.parts = parts;
    this.limits = limits;
  }

  /**
   * Throws {@link ConfigException} where a model would have to wait for itself.
   *
   * @param limits how much there is of each resource; empty where none is looked at
   */
  public static Waits of(
      String name, EnsemblePlan plan, Parts parts, Optional<ResourceLimits> limits) {
    Waits waits = new Waits(name, parts, limits);
    for (int step = 0; step < plan.steps().size(); step++) {
      for (int producer : plan.before(step).stream().toArray()) {
        PlannedStep produces = plan.steps().get(producer);
        if (produces.isDecoupled()) {
          waits.add(produces.model(), plan.steps().get(step).model());
        }
      }
    }
    return waits;
  }

  /** Whom each model waits for. */
  Map<String, Set<String>> all() {
    return waits;
  }

  private void add(InferTarget producer, InferTarget behind) {
    Map<String, InferTarget> waiting = models(producer);
    Map<String, InferTarget> awaited = models(behind);
    Set<String> both = new TreeSet<>(waiting.keySet());
    both.retainAll(awaited.keySet());
    if (!both.isEmpty()) {
      throw itself(producer, behind, "both run " + String.join(", ", both));
    }
    for (InferTarget holder : waiting.values()) {
      for (InferTarget taker : awaited.values()) {
        String resource = scarce(holder.config(), taker.config());
        if (!resource.isEmpty()) {
          throw itself(producer, behind, "both need the resource " + resource);
        }
      }
    }
    waiting
        .keySet()
        .forEach(
            who -> waits.computeIfAbsent(who, any -> new TreeSet<>()).addAll(awaited.keySet()));
  }

  /** What {@code taker} needs and may not get while {@code holder} runs; empty for nothing. */
  private String scarce(ModelConfig holder, ModelConfig taker) {
    if (limits.isEmpty()) {
      return "";
    }
    Map<ResourceKey, Long> held = new HashMap<>();
    demands(holder)
        .forEach(
            demand -> demand.keys().forEach(key -> held.merge(key, demand.of(key), Long::sum)));
    for (Demand needed : demands(taker)) {
      for (ResourceKey key : needed.keys()) {
        long before = held.getOrDefault(key, 0L);
        long limit = limits.get().of(key).orElse(0);
        if (before > 0 && limit < before + needed.of(key)) {
          return key.name();
        }
      }
    }
    return "";
  }

  /** What each instance of {@code model} holds while it runs. */
  private static List<Demand> demands(ModelConfig model) {
    List<Demand> demands = new ArrayList<>();
    for (InstanceGroup group : model.activeInstanceGroups()) {
      RateLimiter limiter = group.rateLimiter().orElse(RateLimiter.NONE);
      group.devices().forEach(device -> demands.add(Demand.of(limiter, device)));
    }
    return demands;
  }

  private ConfigException itself(InferTarget producer, InferTarget behind, String why) {
    return new ConfigException(
        start
            + "step of model '"
            + behind.name()
            + "' is behind the decoupled model '"
            + producer.name()
            + "', which would have to wait for itself: "
            + why);
  }

  /** The models that run requests of {@code model}. */
  private Map<String, InferTarget> models(InferTarget model) {
    Map<String, InferTarget> models = new TreeMap<>();
    if (model.config().scheduling() instanceof Ensemble ensemble) {
      for (Ensemble.Step step : ensemble.steps()) {
        InferTarget part = parts.find(step.modelName(), step.modelVersion());
        if (part != null) {
          models.putAll(models(part));
        }
      }
    } else {
      models.put(model.name() + "/" + model.version(), model);
    }
    return models;
  }
}
