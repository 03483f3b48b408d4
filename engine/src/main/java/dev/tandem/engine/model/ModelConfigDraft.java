package dev.tandem.engine.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The parts of a {@link ModelConfig} while a changed copy is made; it never leaves one call. */
final class ModelConfigDraft {
  String name = "";
  String platform = "";
  String backend = "";
  String runtime = "";
  VersionPolicy versionPolicy = VersionPolicy.DEFAULT;
  int maxBatchSize;
  List<ModelInput> inputs = List.of();
  List<ModelOutput> outputs = List.of();
  List<BatchInput> batchInputs = List.of();
  List<BatchOutput> batchOutputs = List.of();
  Optional<Optimization> optimization = Optional.empty();
  Scheduling scheduling = Scheduling.NONE;
  List<InstanceGroup> instanceGroups = List.of();
  String defaultModelFilename = "";
  Map<String, String> ccModelFilenames = Map.of();
  Map<String, String> metricTags = Map.of();
  Map<String, String> parameters = Map.of();
  List<Warmup> modelWarmup = List.of();
  Optional<ModelOperations> modelOperations = Optional.empty();
  Optional<TransactionPolicy> transactionPolicy = Optional.empty();
  Optional<RepositoryAgents> repositoryAgents = Optional.empty();
  Optional<ResponseCache> responseCache = Optional.empty();
  Optional<ModelMetrics> modelMetrics = Optional.empty();

  ModelConfigDraft() {}

  ModelConfigDraft(ModelConfig config) {
    name = config.name();
    platform = config.platform();
    backend = config.backend();
    runtime = config.runtime();
    versionPolicy = config.versionPolicy();
    maxBatchSize = config.maxBatchSize();
    inputs = config.inputs();
    outputs = config.outputs();
    batchInputs = config.batchInputs();
    batchOutputs = config.batchOutputs();
    optimization = config.optimization();
    scheduling = config.scheduling();
    instanceGroups = config.instanceGroups();
    defaultModelFilename = config.defaultModelFilename();
    ccModelFilenames = config.ccModelFilenames();
    metricTags = config.metricTags();
    parameters = config.parameters();
    modelWarmup = config.modelWarmup();
    modelOperations = config.modelOperations();
    transactionPolicy = config.transactionPolicy();
    repositoryAgents = config.repositoryAgents();
    responseCache = config.responseCache();
    modelMetrics = config.modelMetrics();
  }

  ModelConfig build() {
    return new ModelConfig(
        name,
        platform,
        backend,
        runtime,
        versionPolicy,
        maxBatchSize,
        inputs,
        outputs,
        batchInputs,
        batchOutputs,
        optimization,
        scheduling,
        instanceGroups,
        defaultModelFilename,
        ccModelFilenames,
        metricTags,
        parameters,
        modelWarmup,
        modelOperations,
        transactionPolicy,
        repositoryAgents,
        responseCache,
        modelMetrics);
  }
}
