package dev.tandem.engine.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Everything that a model's configuration says. What it left out is empty, not filled in. */
public record ModelConfig(
    String name,
    String platform,
    String backend,
    String runtime,
    VersionPolicy versionPolicy,
    int maxBatchSize,
    List<ModelInput> inputs,
    List<ModelOutput> outputs,
    List<BatchInput> batchInputs,
    List<BatchOutput> batchOutputs,
    Optional<Optimization> optimization,
    Scheduling scheduling,
    List<InstanceGroup> instanceGroups,
    String defaultModelFilename,
    Map<String, String> ccModelFilenames,
    Map<String, String> metricTags,
    Map<String, String> parameters,
    List<Warmup> modelWarmup,
    Optional<ModelOperations> modelOperations,
    Optional<TransactionPolicy> transactionPolicy,
    Optional<RepositoryAgents> repositoryAgents,
    Optional<ResponseCache> responseCache,
    Optional<ModelMetrics> modelMetrics) {

  /** The configuration that says nothing. */
  public static final ModelConfig EMPTY = new ModelConfigDraft().build();

  public ModelConfig {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    batchInputs = List.copyOf(batchInputs);
    batchOutputs = List.copyOf(batchOutputs);
    instanceGroups = List.copyOf(instanceGroups);
    ccModelFilenames = SortedCopy.of(ccModelFilenames);
    metricTags = SortedCopy.of(metricTags);
    parameters = SortedCopy.of(parameters);
    modelWarmup = List.copyOf(modelWarmup);
  }

  /** Whether a request may be answered by any number of responses. */
  public boolean isDecoupled() {
    return transactionPolicy.map(TransactionPolicy::decoupled).orElse(false);
  }

  public boolean isEnsemble() {
    return platform.equals("ensemble");
  }

  /** The instance groups that requests run on. */
  public List<InstanceGroup> activeInstanceGroups() {
    return instanceGroups.stream().filter(group -> !group.passive()).toList();
  }

  /** What each instance runs on, in their order; without any group there is one on the CPU. */
  public List<Device> devices() {
    if (instanceGroups.isEmpty()) {
      return List.of(Device.CPU);
    }
    return activeInstanceGroups().stream().flatMap(group -> group.devices().stream()).toList();
  }

  public ModelConfig withName(String value) {
    return changed(draft -> draft.name = value);
  }

  public ModelConfig withPlatform(String value) {
    return changed(draft -> draft.platform = value);
  }

  public ModelConfig withBackend(String value) {
    return changed(draft -> draft.backend = value);
  }

  public ModelConfig withRuntime(String value) {
    return changed(draft -> draft.runtime = value);
  }

  public ModelConfig withVersionPolicy(VersionPolicy value) {
    return changed(draft -> draft.versionPolicy = value);
  }

  public ModelConfig withMaxBatchSize(int value) {
    return changed(draft -> draft.maxBatchSize = value);
  }

  public ModelConfig withInputs(List<ModelInput> value) {
    return changed(draft -> draft.inputs = value);
  }

  public ModelConfig withOutputs(List<ModelOutput> value) {
    return changed(draft -> draft.outputs = value);
  }

  public ModelConfig withBatchInputs(List<BatchInput> value) {
    return changed(draft -> draft.batchInputs = value);
  }

  public ModelConfig withBatchOutputs(List<BatchOutput> value) {
    return changed(draft -> draft.batchOutputs = value);
  }

  public ModelConfig withOptimization(Optimization value) {
    return changed(draft -> draft.optimization = Optional.of(value));
  }

  public ModelConfig withScheduling(Scheduling value) {
    return changed(draft -> draft.scheduling = value);
  }

  public ModelConfig withInstanceGroups(List<InstanceGroup> value) {
    return changed(draft -> draft.instanceGroups = value);
  }

  public ModelConfig withDefaultModelFilename(String value) {
    return changed(draft -> draft.defaultModelFilename = value);
  }

  public ModelConfig withCcModelFilenames(Map<String, String> value) {
    return changed(draft -> draft.ccModelFilenames = value);
  }

  public ModelConfig withMetricTags(Map<String, String> value) {
    return changed(draft -> draft.metricTags = value);
  }

  public ModelConfig withParameters(Map<String, String> value) {
    return changed(draft -> draft.parameters = value);
  }

  public ModelConfig withModelWarmup(List<Warmup> value) {
    return changed(draft -> draft.modelWarmup = value);
  }

  public ModelConfig withModelOperations(ModelOperations value) {
    return changed(draft -> draft.modelOperations = Optional.of(value));
  }

  public ModelConfig withTransactionPolicy(TransactionPolicy value) {
    return changed(draft -> draft.transactionPolicy = Optional.of(value));
  }

  public ModelConfig withRepositoryAgents(RepositoryAgents value) {
    return changed(draft -> draft.repositoryAgents = Optional.of(value));
  }

  public ModelConfig withResponseCache(ResponseCache value) {
    return changed(draft -> draft.responseCache = Optional.of(value));
  }

  public ModelConfig withModelMetrics(ModelMetrics value) {
    return changed(draft -> draft.modelMetrics = Optional.of(value));
  }

  private ModelConfig changed(Consumer<ModelConfigDraft> change) {
    ModelConfigDraft draft = new ModelConfigDraft(this);
    change.accept(draft);
    return draft.build();
  }
}
