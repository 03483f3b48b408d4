package dev.tandem.server;

import static java.util.Objects.requireNonNull;

import dev.tandem.engine.resource.ResourceLimits;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where models come from and how they are loaded.
 *
 * @param repositories folders of models; none where all models have base paths of their own
 * @param backendConfig settings by backend and name; those for every backend are under the empty
 *     backend name
 * @param modelConfigName the name of the configuration that replaces config.pbtxt in each model
 * @param resources what instances share, where that limits them
 */
public record RepositoryOptions(
    List<Path> repositories,
    boolean exitOnError,
    boolean autoComplete,
    Map<String, Map<String, String>> backendConfig,
    Optional<String> modelConfigName,
    int loadThreads,
    WarmupOptions warmup,
    Optional<ResourceLimits> resources) {
  public RepositoryOptions {
    requireNonNull(modelConfigName, "modelConfigName");
    requireNonNull(warmup, "warmup");
    requireNonNull(resources, "resources");
    repositories = List.copyOf(repositories);
    backendConfig = deepCopy(backendConfig);
    if (loadThreads < 1) {
      throw new IllegalArgumentException("loadThreads: " + loadThreads + " (expected: >= 1)");
    }
  }

  private static Map<String, Map<String, String>> deepCopy(Map<String, Map<String, String>> map) {
    Map<String, Map<String, String>> copy = new HashMap<>();
    map.forEach((backend, settings) -> copy.put(backend, Map.copyOf(settings)));
    return Map.copyOf(copy);
  }
}
