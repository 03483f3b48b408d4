package dev.tandem.engine.repository;

import static java.util.Objects.requireNonNull;

import dev.tandem.engine.model.InstanceGroup;
import dev.tandem.engine.model.ModelConfig;
import dev.tandem.engine.schedule.ModelScheduler;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * How models under base paths are served where their own configurations, which few have, say
 * nothing.
 *
 * @param runners of each model; empty for as many as any other model has
 * @param parameters of the backend
 */
public record BasePathSettings(
    BatchingSource batching, OptionalInt runners, Map<String, String> parameters) {
  /** As models of repositories. */
  public static final BasePathSettings NONE =
      new BasePathSettings(BatchingSource.NONE, OptionalInt.empty(), Map.of());

  public BasePathSettings {
    requireNonNull(batching, "batching");
    parameters = Map.copyOf(parameters);
  }

  /** Fills in what {@code said} leaves open. */
  ModelConfig complete(ModelConfig said) {
    ModelConfig config = said;
    if (!parameters.isEmpty()) {
      Map<String, String> all = new HashMap<>(parameters);
      all.putAll(said.parameters());
      config = config.withParameters(all);
    }
    if (runners.isPresent() && said.instanceGroups().isEmpty()) {
      int count = Math.min(runners.getAsInt(), ModelScheduler.MAX_RUNNERS);
      InstanceGroup group = InstanceGroup.of("", InstanceGroup.Kind.AUTO, count);
      config = config.withInstanceGroups(List.of(group));
    }
    return config;
  }
}
