package dev.tandem.engine.repository;

import static dev.tandem.engine.repository.ConfigDefaults.ONNX_BACKEND;
import static dev.tandem.engine.repository.ConfigDefaults.ONNX_PLATFORM;

import dev.tandem.engine.model.ConfigException;
import dev.tandem.engine.model.DynamicBatching;
import dev.tandem.engine.model.Ensemble;
import dev.tandem.engine.model.Finding;
import dev.tandem.engine.model.Finding.Stage;
import dev.tandem.engine.model.ModelConfig;
import dev.tandem.engine.model.ModelInput;
import dev.tandem.engine.model.ModelMetrics.MetricControl;
import dev.tandem.engine.model.ModelOutput;
import dev.tandem.engine.model.ResponseCache;
import dev.tandem.engine.model.SequenceBatching;
import java.util.Optional;

/**
 * What a configuration with its defaults filled in must obey, in the order and the words of Triton;
 * each method throws {@link ConfigException} for the first rule that is broken, or collects them
 * all.
 */
public final class ConfigRules {
  private ConfigRules() {}

  /** Checks everything but inputs, outputs and instance groups, before anything is loaded. */
  public static void check(ModelConfig config) {
    Findings findings = Findings.at(Stage.POLL);
    check(config, findings);
    findings.throwFirst();
  }

  static void check(ModelConfig config, Findings findings) {
    String name = config.name();
    findings.check(() -> Require.that(!name.isEmpty(), "model configuration must specify 'name'"));
    findings.check(() -> checkBackend(config));
    findings.check(
        () ->
            Require.that(
                config.maxBatchSize() >= 0,
                "'max_batch_size' must be non-negative value for " + name),
        () -> Optional.of("max_batch_size: 0"));
    if (config.scheduling() instanceof DynamicBatching batching) {
      DynamicBatchingRules.check(batching, config.maxBatchSize(), name, findings);
    }
    if (config.scheduling() instanceof Ensemble ensemble) {
      EnsembleRules.check(config, ensemble, findings);
    }
    if (config.scheduling() instanceof SequenceBatching batching) {
      SequenceBatchingRules.check(batching, config.maxBatchSize(), name, findings);
    }
    findings.check(() -> checkResponseCache(config));
    config
        .modelMetrics()
        .ifPresent(
            metrics ->
                metrics.controls().forEach(metric -> findings.check(() -> checkMetric(metric))));
  }

  /** Checks that a folder holds the model it is named after. */
  public static void checkFolder(ModelConfig config, String folder) {
    if (!config.name().equals(folder)) {
      throw new ConfigException(
          Finding.of(
                  "unexpected directory name '"
                      + folder
                      + "' for model '"
                      + config.name()
                      + "', directory name must equal model name")
              .withCorrection("name: \"" + folder + "\""));
    }
  }

  /** Checks inputs and outputs, once the model file had its chance to complete them. */
  public static void checkTensors(ModelConfig config) {
    Findings findings = Findings.at(Stage.VERSION);
    checkTensors(config, findings);
    findings.throwFirst();
  }

  static void checkTensors(ModelConfig config, Findings findings) {
    int maxBatchSize = config.maxBatchSize();
    String platform = config.platform();
    for (ModelInput input : config.inputs()) {
      findings.check(of(config, () -> TensorRules.check(input, maxBatchSize, platform)));
    }
    for (ModelOutput output : config.outputs()) {
      findings.check(of(config, () -> TensorRules.check(output, maxBatchSize, platform)));
    }
    findings.check(of(config, () -> BatchTensorRules.check(config)));
  }

  /** The check, whose texts end with the model's name. */
  private static Findings.Check of(ModelConfig config, Runnable check) {
    return () -> {
      try {
        check.run();
      } catch (ConfigException e) {
        throw new ConfigException(e.getMessage() + " for " + config.name(), e);
      }
    };
  }

  private static void checkBackend(ModelConfig config) {
    String name = config.name();
    String platform = config.platform();
    String backend = config.backend();
    if (backend.isEmpty()) {
      if (!config.isEnsemble()) {
        throw new ConfigException(
            Finding.of("unexpected platform type '" + platform + "' for " + name)
                .withCorrection("platform: \"" + ONNX_PLATFORM + "\""));
      }
      Require.that(
          config.scheduling() instanceof Ensemble,
          "ensemble scheduling must be set for ensemble " + name + " whose platform is ensemble");
      return;
    }
    Require.that(
        !config.isEnsemble(),
        "Ensemble model '" + name + "' must have platform type 'ensemble' and empty backend type");
    Require.that(
        !backend.equals(ONNX_BACKEND) || platform.equals(ONNX_PLATFORM),
        "unexpected 'platform' and 'backend' pair, got:" + platform + ", " + backend);
    Require.that(
        !(config.scheduling() instanceof Ensemble),
        "ensemble scheduling cannot be set for model '"
            + name
            + "' whose platform is not ensemble");
  }

  private static void checkResponseCache(ModelConfig config) {
    if (!config.responseCache().map(ResponseCache::enabled).orElse(false)) {
      return;
    }
    String start = "Response Cache does not currently support model " + config.name();
    Require.that(
        !(config.scheduling() instanceof SequenceBatching),
        start + " with sequence batching scheduler. Please disable the response cache.");
    Require.that(
        !config.isDecoupled(),
        start + " with 'decoupled' transaction policy. Please disable the response cache.");
  }

  private static void checkMetric(MetricControl control) {
    Require.that(control.family().isPresent(), "metric control must specify 'metric_identifier'");
    Require.that(
        !control.family().get().isEmpty(), "metric identifier must specify non-empty 'family'");
    Require.that(
        control.histogramBuckets().isPresent(), "metric control must specify 'histogram_options'");
    Require.that(
        !control.histogramBuckets().get().isEmpty(),
        "histogram options must specify non-empty 'buckets'");
  }
}
