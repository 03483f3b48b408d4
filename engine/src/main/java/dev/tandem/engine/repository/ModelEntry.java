package dev.tandem.engine.repository;

import dev.tandem.engine.api.ServedModel;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one model: its versions, or why it has none. Immutable; the registry replaces
 * it.
 *
 * @param newestReady what a request without a version gets
 */
record ModelEntry(
    String reason, NavigableMap<Long, VersionState> versions, @Nullable LoadedModel newestReady) {
  static ModelEntry of(NavigableMap<Long, VersionState> versions) {
    LoadedModel newest = null;
    for (VersionState state : versions.values()) {
      newest = state instanceof VersionState.Ready ready ? ready.model() : newest;
    }
    return new ModelEntry("", versions, newest);
  }

  /** A model none of whose versions could be told. */
  static ModelEntry failed(String reason) {
    return new ModelEntry(reason, new TreeMap<>(), null);
  }

  ModelEntry with(long version, VersionState state) {
    NavigableMap<Long, VersionState> changed = new TreeMap<>(versions);
    changed.put(version, state);
    return of(changed);
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
}
