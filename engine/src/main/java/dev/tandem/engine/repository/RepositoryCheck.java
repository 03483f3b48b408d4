package dev.tandem.engine.repository;

import static java.util.function.Function.identity;

import dev.tandem.engine.api.CompanionReader;
import dev.tandem.engine.backend.Backend;
import dev.tandem.engine.model.ConfigException;
import dev.tandem.engine.model.Finding;
import dev.tandem.engine.model.Finding.Stage;
import dev.tandem.engine.model.GraphInfo;
import dev.tandem.engine.model.ModelConfig;
import dev.tandem.engine.model.ModelOutput;
import dev.tandem.engine.model.VersionPolicy;
import dev.tandem.engine.repository.pbtxt.ConfigText;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Looks for everything that is wrong with models on disk, without loading them. */
public final class RepositoryCheck {
  private final ConfigSource configs;
  private final CompanionReader companionReader;

  /** What is wrong with one model, or with the repository where {@code model} is empty. */
  public record ModelFindings(String model, List<Finding> findings) {
    public ModelFindings {
      findings = List.copyOf(findings);
    }
  }

  public RepositoryCheck(RepositorySettings settings, List<Backend> backends) {
    Map<String, Backend> byName =
        backends.stream().collect(Collectors.toMap(Backend::name, identity()));
    configs = new ConfigSource(settings, byName);
    companionReader = settings.companionReader();
  }

  /** The models of {@code repository} by name, also those with nothing to find. */
  public List<ModelFindings> repository(Path repository) {
    Findings findings = Findings.at(Stage.POLL);
    List<ModelFindings> models = new ArrayList<>();
    findings
        .make(() -> RepositoryScan.models(repository))
        .ifPresent(paths -> paths.forEach(path -> models.add(model(path))));
    if (!findings.isEmpty()) {
      models.add(new ModelFindings("", findings.list()));
    }
    return models;
  }

  private ModelFindings model(Path path) {
    Findings findings = Findings.at(Stage.VERSION);
    findings
        .make(() -> RepositoryScan.model(path, findings))
        .ifPresent(
            folder ->
                complete(folder, findings)
                    .ifPresent(config -> checkVersions(config, folder.of(config), findings)));
    // What is wrong with every version is found once for each.
    return new ModelFindings(
        RepositoryScan.name(path), findings.list().stream().distinct().toList());
  }

  /**
   * The configuration that would be in force for the model in {@code path}, as a config.pbtxt.
   *
   * @throws ConfigException with the first thing that is wrong with it
   */
  public String configText(Path path) {
    Findings findings = Findings.at(Stage.POLL);
    Optional<ModelFolder> folder =
        findings.make(() -> RepositoryScan.model(path, Findings.at(Stage.MODEL)));
    findings.throwFirst();
    return ConfigText.write(configs.load(folder.orElseThrow()));
  }

  private Optional<ModelConfig> complete(ModelFolder folder, Findings findings) {
    return configs
        .read(folder, findings)
        .flatMap(config -> configs.complete(config, folder, findings));
  }

  private void checkVersions(ModelConfig config, ModelFolder folder, Findings findings) {
    List<Long> versions = VersionSelection.select(config.versionPolicy(), folder.versions());
    findings.check(() -> requireVersions(config, folder, versions));
    for (long version : versions) {
      Optional<GraphInfo> graph =
          findings.make(() -> configs.describe(config, folder, version)).flatMap(identity());
      graph.ifPresent(info -> findings.addAll(GraphCheck.findings(config, info)));
      if (findings.isEmpty()) {
        findings.check(() -> checkCompanion(config, folder, version, graph));
      }
    }
    for (ModelOutput output : config.outputs()) {
      findings.check(() -> Labels.check(output, folder.path()));
    }
  }

  private void checkCompanion(
      ModelConfig config, ModelFolder folder, long version, Optional<GraphInfo> graph)
      throws IOException {
    Optional<?> unused =
        companionReader.read(WireSpecs.graph(config, graph).contents(folder, version, graph));
  }

  private static void requireVersions(ModelConfig config, ModelFolder folder, List<Long> selected) {
    Require.that(
        !selected.isEmpty(),
        "at least one version must be available under the version policy of model '"
            + config.name()
            + "'");
    if (config.versionPolicy() instanceof VersionPolicy.Specific specific) {
      List<Long> missing =
          specific.versions().stream()
              .filter(version -> !folder.versions().contains(version))
              .toList();
      Require.that(
          missing.isEmpty(),
          "versions "
              + missing
              + " of version_policy are not in the folder, which has "
              + folder.versions());
    }
  }
}
