package dev.tandem.engine.repository;

import dev.tandem.engine.api.ModelState;
import dev.tandem.engine.api.ModelVersionStatus;
import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ServedModel;
import dev.tandem.engine.api.ServingException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The one truth about which model version is in which state. Readers see an immutable map without a
 * lock; writers, which are loading threads, replace it one at a time.
 */
public final class ModelRegistry {
  private volatile Map<String, ModelEntry> models = Map.of();
  private volatile Map<String, Map<String, Long>> labels = Map.of();

  /** The newest ready version of {@code name}. */
  public ServedModel newest(String name) {
    ModelEntry entry = entry(name);
    if (entry.newestReady() == null) {
      throw new ServingException(
          Reason.NO_VERSION_READY,
          "Request for unknown model: '" + name + "' has no available versions");
    }
    return entry.newestReady();
  }

  public ServedModel version(String name, long version) {
    VersionState state = entry(name).versions().get(version);
    if (state == null) {
      throw new ServingException(
          Reason.VERSION_NOT_FOUND,
          "Request for unknown model: '" + name + "' version " + version + " is not found");
    }
    if (!(state instanceof VersionState.Ready ready)) {
      throw new ServingException(
          Reason.VERSION_NOT_READY,
          "Request for unknown model: '"
              + name
              + "' version "
              + version
              + " is not at ready state");
    }
    return ready.model();
  }

  /** The version of {@code name} that carries {@code label}. */
  public ServedModel labelled(String name, String label) {
    Long version = labels.getOrDefault(name, Map.of()).get(label);
    if (version == null) {
      throw new ServingException(
          Reason.LABEL_NOT_FOUND, "Unrecognized servable version label: " + label);
    }
    return version(name, version);
  }

  public List<ServedModel> readyVersions(String name) {
    ModelEntry entry = models.get(name);
    return entry == null ? List.of() : entry.ready();
  }

  /** Every version of every model, by name and version. */
  public List<ModelVersionStatus> index() {
    List<ModelVersionStatus> index = new ArrayList<>();
    models.forEach(
        (name, entry) -> {
          if (entry.versions().isEmpty()) {
            index.add(
                new ModelVersionStatus(
                    name, OptionalLong.empty(), ModelState.UNAVAILABLE, entry.reason()));
          }
          entry
              .versions()
              .forEach(
                  (version, state) ->
                      index.add(
                          new ModelVersionStatus(
                              name, OptionalLong.of(version), state.state(), state.reason())));
        });
    return index;
  }

  /** Whether nothing that should serve does not. */
  public boolean isReady() {
    return models.values().stream()
        .allMatch(
            entry ->
                !entry.versions().isEmpty()
                    && entry.versions().values().stream()
                        .allMatch(VersionState.Ready.class::isInstance));
  }

  /** Replaces the labels of all models. */
  void label(Map<String, Map<String, Long>> byModel) {
    labels = Map.copyOf(byModel);
  }

  void putFailed(String name, String reason) {
    change(name, entry -> ModelEntry.failed(reason));
  }

  void put(String name, long version, VersionState state) {
    change(
        name,
        entry -> (entry == null ? ModelEntry.of(new TreeMap<>()) : entry).with(version, state));
  }

  private synchronized void change(String name, UnaryOperator<@Nullable ModelEntry> change) {
    Map<String, ModelEntry> changed = new TreeMap<>(models);
    changed.compute(name, (key, entry) -> change.apply(entry));
    models = changed;
  }

  private ModelEntry entry(String name) {
    ModelEntry entry = models.get(name);
    if (entry == null) {
      throw new ServingException(
          Reason.MODEL_NOT_FOUND, "Request for unknown model: '" + name + "' is not found");
    }
    return entry;
  }
}
