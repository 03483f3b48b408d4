package dev.tandem.engine.repository;

import dev.tandem.engine.api.ModelVersionStatus;
import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ServedModel;
import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.model.Finding;
import dev.tandem.engine.repository.ModelEntry.Standing;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The one truth about which model version is in which state. Readers see an immutable map without a
 * lock; the repository's thread replaces it.
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
  public long labelledVersion(String name, String label) {
    Long version = labelsOf(name).get(label);
    if (version == null) {
      throw new ServingException(
          Reason.LABEL_NOT_FOUND, "Unrecognized servable version label: " + label);
    }
    return version;
  }

  /** Whether anybody has heard of {@code name}. */
  boolean knows(String name) {
    return models.containsKey(name);
  }

  public List<ServedModel> readyVersions(String name) {
    ModelEntry entry = models.get(name);
    return entry == null ? List.of() : entry.ready();
  }

  /** Every version of every model, by name and version. */
  public List<ModelVersionStatus> index() {
    List<ModelVersionStatus> index = new ArrayList<>();
    models.forEach((name, entry) -> index.addAll(entry.statuses(name)));
    return index;
  }

  /** Whether nothing that should serve has failed. */
  public boolean isReady() {
    return models.values().stream().allMatch(ModelEntry::isHealthy);
  }

  Map<String, Long> labelsOf(String name) {
    return labels.getOrDefault(name, Map.of());
  }

  /** The state of a version, or none of one that nobody heard of. */
  Optional<VersionState> state(String name, long version) {
    return Optional.ofNullable(models.get(name)).map(entry -> entry.versions().get(version));
  }

  /** Replaces the labels of all models. */
  void label(Map<String, Map<String, Long>> byModel) {
    labels = Map.copyOf(byModel);
  }

  /**
   * Lists models that lie in a repository, and forgets those that lay there and were not loaded.
   */
  void putNotLoaded(Set<String> names) {
    Map<String, ModelEntry> changed = new TreeMap<>(models);
    changed.values().removeIf(entry -> entry.standing() == Standing.NOT_LOADED);
    names.forEach(name -> changed.putIfAbsent(name, ModelEntry.notLoaded()));
    models = changed;
  }

  /** A model that could not be read; where one of that name is known, that one stays. */
  void putUnread(String name, Finding finding) {
    change(name, entry -> entry == null || !entry.isKnown() ? ModelEntry.unread(finding) : entry);
  }

  /** A model none of whose versions could be tried; versions that are known stay. */
  void putFailed(String name, Finding finding) {
    change(
        name,
        entry -> entry == null || entry.versions().isEmpty() ? ModelEntry.failed(finding) : entry);
  }

  void put(String name, long version, VersionState state) {
    change(
        name,
        entry ->
            (entry == null ? ModelEntry.of(Standing.KNOWN, new TreeMap<>()) : entry)
                .with(version, state));
  }

  /** Says whether the index lists a model. */
  void list(String name, boolean listed) {
    change(
        name,
        entry ->
            entry == null || !entry.isKnown()
                ? entry
                : entry.as(listed ? Standing.KNOWN : Standing.UNLISTED));
  }

  /**
   * Forgets what is wrong with versions of {@code name} that are no longer wanted, and that they
   * were to be loaded.
   */
  void forgetUnfinished(String name, Set<Long> wanted) {
    ModelEntry entry = models.get(name);
    if (entry != null) {
      entry
          .versions()
          .forEach(
              (version, state) -> {
                boolean unfinished =
                    state instanceof VersionState.Failed || state instanceof VersionState.Loading;
                if (unfinished && !wanted.contains(version)) {
                  put(name, version, new VersionState.Unloaded());
                }
              });
    }
  }

  /** Forgets a model of which nothing is known but what is wrong with it. */
  void forgetUnread(String name) {
    change(
        name,
        entry ->
            entry != null && entry.versions().isEmpty() && entry.finding().isPresent()
                ? null
                : entry);
  }

  private synchronized void change(String name, UnaryOperator<@Nullable ModelEntry> change) {
    Map<String, ModelEntry> changed = new TreeMap<>(models);
    changed.compute(name, (key, entry) -> change.apply(entry));
    models = changed;
  }

  private ModelEntry entry(String name) {
    ModelEntry entry = models.get(name);
    if (entry == null || !entry.isKnown()) {
      throw new ServingException(
          Reason.MODEL_NOT_FOUND, "Request for unknown model: '" + name + "' is not found");
    }
    return entry;
  }
}
