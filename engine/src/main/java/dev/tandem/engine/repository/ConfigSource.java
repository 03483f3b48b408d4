package dev.tandem.engine.repository;

import dev.tandem.engine.backend.Backend;
import dev.tandem.engine.backend.GpuSupport;
import dev.tandem.engine.model.ConfigException;
import dev.tandem.engine.model.Finding;
import dev.tandem.engine.model.Finding.Stage;
import dev.tandem.engine.model.GraphInfo;
import dev.tandem.engine.model.ModelConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Makes the configuration that is in force for a model folder: read, filled in, completed from the
 * graph, and checked. Each step comes in two forms: one throws {@link ConfigException} with the
 * first thing that is wrong, the other gives everything to {@link Findings} and is empty where
 * nothing more can be told.
 */
final class ConfigSource {
  private final RepositorySettings settings;
  private final Map<String, Backend> backends;

  ConfigSource(RepositorySettings settings, Map<String, Backend> backends) {
    this.settings = settings;
    this.backends = backends;
  }

  /** Both steps in one. */
  ModelConfig load(ModelFolder folder) {
    return complete(read(folder), folder);
  }

  /**
   * What the folder's files say, with the defaults that need no model. What is wrong here is found
   * at {@link Stage#POLL}, and dims that nothing can be at {@link Stage#MODEL}.
   */
  ModelConfig read(ModelFolder folder) {
    Findings findings = Findings.at(Stage.POLL);
    return orFirst(read(folder, findings), findings);
  }

  Optional<ModelConfig> read(ModelFolder folder, Findings findings) {
    try {
      return normalise(ConfigFile.read(folder, settings), folder, findings);
    } catch (ConfigException e) {
      findings.add(e.finding());
      return Optional.empty();
    }
  }

  /** What {@code said} is where the model comes from {@code origin}. */
  ModelConfig ofOrigin(ModelOrigin origin, ModelConfig said) {
    return origin instanceof ModelOrigin.BasePath ? settings.basePaths().complete(said) : said;
  }

  /** As {@link #read}, of a configuration that does not come from the folder. */
  ModelConfig normalise(ModelConfig said, ModelFolder folder) {
    Findings findings = Findings.at(Stage.POLL);
    return orFirst(normalise(said, folder, findings), findings);
  }

  private static Optional<ModelConfig> normalise(
      ModelConfig said, ModelFolder folder, Findings findings) {
    Optional<ModelConfig> config =
        findings
            .make(() -> ConfigDefaults.backend(said, folder.name(), newestFiles(folder)))
            .map(ConfigDefaults::scheduling);
    if (config.isPresent()) {
      ConfigRules.check(config.get(), findings);
      findings.check(() -> ConfigRules.checkFolder(config.get(), folder.name()));
    }
    return config;
  }

  /**
   * Completes what {@link #read} gave from the graph of the newest version that it wants. What is
   * wrong here is found at {@link Stage#VERSION} and is wrong with every version, except for
   * scheduling that is not served, which is found at {@link Stage#MODEL}.
   */
  ModelConfig complete(ModelConfig config, ModelFolder folder) {
    Findings findings = Findings.at(Stage.VERSION);
    return orFirst(complete(config, folder, findings), findings);
  }

  Optional<ModelConfig> complete(ModelConfig config, ModelFolder folder, Findings findings) {
    if (config.backend().isEmpty() && !findings.isEmpty()) {
      // That nothing is known to run it has been found already.
      return Optional.empty();
    }
    if (config.isEnsemble()) {
      ConfigRules.checkTensors(config, findings);
      return Optional.of(config);
    }
    Supplier<GpuSupport> gpus = () -> gpus(config);
    ModelConfig grouped = InstanceGroups.settle(config, gpus);
    InstanceGroups.check(grouped, gpus, findings);
    Optional<ModelConfig> completed =
        findings.make(() -> completeFromGraph(grouped, folder)).map(ConfigDefaults::scheduling);
    if (completed.isPresent()) {
      // The size of a batch may be known only now.
      if (completed.get().maxBatchSize() != config.maxBatchSize()) {
        ConfigRules.check(completed.get(), findings);
      }
      ConfigRules.checkTensors(completed.get(), findings);
      findings.check(
          () -> checkHasOutputs(completed.get(), folder),
          () -> outputLines(completed.get(), folder));
    }
    return completed;
  }

  private static void checkHasOutputs(ModelConfig config, ModelFolder folder) {
    Require.that(
        !config.outputs().isEmpty() || folder.versions().isEmpty(),
        "model '"
            + config.name()
            + "' has no outputs in its configuration, and none were completed from the model");
  }

  private Optional<String> outputLines(ModelConfig config, ModelFolder folder) {
    return Findings.at(Stage.VERSION)
        .make(() -> graph(config, folder))
        .flatMap(graph -> graph.map(info -> new GraphCorrection(config, info).outputs()));
  }

  private static ModelConfig orFirst(Optional<ModelConfig> config, Findings findings) {
    findings.throwFirst();
    return config.orElseThrow();
  }

  /** Where a model runs whose configuration is {@code config} once it is completed. */
  Placement placement(ModelConfig said, ModelConfig config) {
    return Placement.of(said, config, () -> gpus(config));
  }

  /** A backend that nobody knows is found out later. */
  private GpuSupport gpus(ModelConfig config) {
    Backend backend = backends.get(config.backend());
    return backend == null ? GpuSupport.notBuiltIn("there is no such backend") : backend.gpus();
  }

  Backend backend(ModelConfig config) {
    Backend backend = backends.get(config.backend());
    if (backend == null) {
      throw new ConfigException(
          Finding.of(
                  "unable to find backend library for backend '"
                      + config.backend()
                      + "', try specifying runtime on the model configuration.")
              .withCorrection("backend: \"" + ConfigDefaults.ONNX_BACKEND + "\""));
    }
    return backend;
  }

  /** The file, or the folder in its place, that holds {@code version}. */
  static Path modelPath(ModelFolder folder, long version, ModelConfig config) {
    String file = config.defaultModelFilename();
    Path versionPath = folder.versionPath(version);
    return file.isEmpty() ? versionPath : versionPath.resolve(file);
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

  private ModelConfig completeFromGraph(ModelConfig config, ModelFolder folder) {
    backend(config);
    if (!settings.autoComplete() || ConfigCompletion.isComplete(config)) {
      return config;
    }
    return graph(config, folder)
        .map(info -> ConfigCompletion.complete(config, info, settings.defaultMaxBatchSize()))
        .orElse(config);
  }

  /** What the newest of the versions that are wanted says of itself. */
  private Optional<GraphInfo> graph(ModelConfig config, ModelFolder folder) {
    List<Long> versions = VersionSelection.select(config.versionPolicy(), folder.versions());
    if (versions.isEmpty()) {
      return Optional.empty();
    }
    return describe(config, folder, newestConverted(versions, folder));
  }

  /** One that has to be converted first says nothing, and does not hide what the others say. */
  private static long newestConverted(List<Long> versions, ModelFolder folder) {
    long newest = versions.get(versions.size() - 1);
    return versions.stream()
        .sorted(Comparator.reverseOrder())
        .filter(version -> !SavedModel.isIn(folder.versionPath(version)))
        .findFirst()
        .orElse(newest);
  }

  /** What {@code version} says of itself; an ensemble has no files that say anything. */
  Optional<GraphInfo> describe(ModelConfig config, ModelFolder folder, long version) {
    if (config.isEnsemble()) {
      return Optional.empty();
    }
    Backend backend = backend(config);
    SavedModel.refuse(folder.versionPath(version));
    return backend.describe(modelPath(folder, version, config));
  }
}
