package dev.tandem.engine.repository;

import dev.tandem.engine.backend.Backend;
import dev.tandem.engine.model.ConfigException;
import dev.tandem.engine.model.Ensemble;
import dev.tandem.engine.model.GraphInfo;
import dev.tandem.engine.model.ModelConfig;
import dev.tandem.engine.model.SequenceBatching;
import dev.tandem.engine.repository.pbtxt.ConfigText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Makes the configuration that is in force for a model folder: read, filled in, completed from the
 * graph, and checked.
 */
final class ConfigSource {
  private final RepositorySettings settings;
  private final Map<String, Backend> backends;

  ConfigSource(RepositorySettings settings, Map<String, Backend> backends) {
    this.settings = settings;
    this.backends = backends;
  }

  /** Throws {@link ConfigException} with the first thing that is wrong. */
  ModelConfig load(ModelFolder folder) throws IOException {
    ModelConfig config = ConfigDefaults.backend(read(folder), folder.name(), newestFiles(folder));
    config = ConfigDefaults.scheduling(config);
    ConfigRules.check(config);
    ConfigRules.checkFolder(config, folder.name());
    refuseUnsupported(config);
    config = ConfigDefaults.instanceGroups(config);
    ConfigRules.checkInstanceGroups(config);
    config = ConfigDefaults.scheduling(complete(config, folder));
    ConfigRules.check(config);
    ConfigRules.checkTensors(config);
    backend(config);
    return config;
  }

  Backend backend(ModelConfig config) {
    Backend backend = backends.get(config.backend());
    if (backend == null) {
      throw new ConfigException(
          "unable to find backend library for backend '"
              + config.backend()
              + "', known backends are: "
              + backends.keySet().stream().sorted().collect(Collectors.joining(", ")));
    }
    return backend;
  }

  /** The file, or the folder in its place, that holds {@code version}. */
  static Path modelPath(ModelFolder folder, long version, ModelConfig config) {
    String file = config.defaultModelFilename();
    Path versionPath = folder.versionPath(version);
    return file.isEmpty() ? versionPath : versionPath.resolve(file);
  }

  private ModelConfig read(ModelFolder folder) throws IOException {
    Path file = folder.path().resolve("config.pbtxt");
    if (settings.configName().isPresent()) {
      Path named = folder.path().resolve("configs").resolve(settings.configName().get() + ".pbtxt");
      file = Files.exists(named) ? named : file;
    }
    return Files.exists(file)
        ? ConfigText.read(Files.readString(file), folder.name())
        : ModelConfig.EMPTY.withName(folder.name());
  }

  private static Set<String> newestFiles(ModelFolder folder) throws IOException {
    List<Long> versions = folder.versions();
    if (versions.isEmpty()) {
      return Set.of();
    }
    try (Stream<Path> files = Files.list(folder.versionPath(versions.get(versions.size() - 1)))) {
      return files.map(path -> path.getFileName().toString()).collect(Collectors.toSet());
    }
  }

  private static void refuseUnsupported(ModelConfig config) {
    if (config.scheduling() instanceof Ensemble || config.isEnsemble()) {
      throw new ConfigException("ensemble scheduling is not supported yet");
    }
    if (config.scheduling() instanceof SequenceBatching) {
      throw new ConfigException("sequence batching is not supported yet");
    }
  }

  private ModelConfig complete(ModelConfig config, ModelFolder folder) {
    List<Long> versions = VersionSelection.select(config.versionPolicy(), folder.versions());
    if (!settings.autoComplete() || versions.isEmpty()) {
      return config;
    }
    Path model = modelPath(folder, versions.get(versions.size() - 1), config);
    Optional<GraphInfo> graph = backend(config).describe(model);
    return graph
        .map(info -> ConfigCompletion.complete(config, info, settings.defaultMaxBatchSize()))
        .orElse(config);
  }
}
