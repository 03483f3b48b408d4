package dev.tandem.engine.repository;

import dev.tandem.engine.api.ModelState;
import dev.tandem.engine.api.ModelVersionStatus;
import dev.tandem.engine.api.ServedModel;
import dev.tandem.engine.model.Finding;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one model: its versions, or why it has none. Immutable; the registry replaces
 * it.
 *
 * @param standing how clients see the model
 * @param finding what is wrong with the model as a whole
 * @param newestReady what a request without a version gets
 */
record ModelEntry(
    Standing standing,
    Optional<Finding> finding,
    NavigableMap<Long, VersionState> versions,
    @Nullable LoadedModel newestReady) {
  /** How clients see a model. */
  enum Standing {
    /** It lies in a repository, and nobody asked for it yet. */
    NOT_LOADED,
    /** It could not be read; clients do not find it. */
    UNREAD,
    /** It is there, with or without versions. */
    KNOWN,
    /** As the one before, but the index does not list it. */
    UNLISTED
  }

  private static final NavigableMap<Long, VersionState> NO_VERSIONS =
      Collections.unmodifiableNavigableMap(new TreeMap<>());

  static ModelEntry notLoaded() {
    return new ModelEntry(Standing.NOT_LOADED, Optional.empty(), NO_VERSIONS, null);
  }

  static ModelEntry unread(Finding finding) {
    return new ModelEntry(Standing.UNREAD, Optional.of(finding), NO_VERSIONS, null);
  }

  /** A model none of whose versions could be tried. */
  static ModelEntry failed(Finding finding) {
    return new ModelEntry(Standing.KNOWN, Optional.of(finding), NO_VERSIONS, null);
  }

  static ModelEntry of(Standing standing, NavigableMap<Long, VersionState> versions) {
    LoadedModel newest = null;
    for (VersionState state : versions.values()) {
      newest = state instanceof VersionState.Ready ready ? ready.model() : newest;
    }
    return new ModelEntry(standing, Optional.empty(), versions, newest);
  }

  ModelEntry with(long version, VersionState state) {
    NavigableMap<Long, VersionState> changed = new TreeMap<>(versions);
    changed.put(version, state);
    return of(isKnown() ? standing : Standing.KNOWN, changed);
  }

  ModelEntry as(Standing other) {
    return new ModelEntry(other, finding, versions, newestReady);
  }

  boolean isKnown() {
    return standing == Standing.KNOWN || standing == Standing.UNLISTED;
  }

  /** Whether nothing of it failed. Loading beside what serves makes nothing worse. */
  boolean isHealthy() {
    return finding.isEmpty()
        && versions.values().stream().noneMatch(VersionState.Failed.class::isInstance);
  }

  List<ServedModel> ready() {
    List<ServedModel> ready = new ArrayList<>();
    for (VersionState state : versions.values()) {
      if (state instanceof VersionState.Ready is) {
        ready.add(is.model());
      }
    }
    return ready;
  }

  List<ModelVersionStatus> statuses(String name) {
    if (standing == Standing.UNLISTED) {
      return List.of();
    }
    if (!versions.isEmpty()) {
      return versions.entrySet().stream().map(entry -> status(name, entry)).toList();
    }
    return List.of(
        new ModelVersionStatus(
            name,
            OptionalLong.empty(),
            finding.isEmpty() ? ModelState.UNKNOWN : ModelState.UNAVAILABLE,
            finding.map(Finding::text).orElse(""),
            finding.map(VersionState::reasonOf)));
  }

  private static ModelVersionStatus status(String name, Map.Entry<Long, VersionState> version) {
    VersionState state = version.getValue();
    return new ModelVersionStatus(
        name, OptionalLong.of(version.getKey()), state.state(), state.reason(), state.failure());
  }
}
