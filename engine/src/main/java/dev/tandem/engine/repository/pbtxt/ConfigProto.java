package dev.tandem.engine.repository.pbtxt;

import dev.tandem.engine.model.BatchInput;
import dev.tandem.engine.model.BatchOutput;
import dev.tandem.engine.model.ConfigException;
import dev.tandem.engine.model.ConfigNames;
import dev.tandem.engine.model.Finding;
import dev.tandem.engine.model.Finding.Stage;
import dev.tandem.engine.model.ModelConfig;
import dev.tandem.engine.model.ModelOperations;
import dev.tandem.engine.model.ResponseCache;
import dev.tandem.engine.model.TransactionPolicy;
import dev.tandem.proto.kserve.ModelParameter;
import dev.tandem.proto.kserve.ModelResponseCache;
import dev.tandem.proto.kserve.ModelTransactionPolicy;
import java.util.HashMap;
import java.util.Map;

/** A {@link ModelConfig} as the protobuf message that clients and config.pbtxt know it by. */
public final class ConfigProto {
  private ConfigProto() {}

  /**
   * Takes everything over as it is; throws {@link ConfigException} for what no configuration can
   * say, as a dimension below -1.
   */
  public static ModelConfig read(dev.tandem.proto.kserve.ModelConfig message) {
    try {
      return withExtras(
          message,
          ModelConfig.EMPTY
              .withName(message.getName())
              .withPlatform(message.getPlatform())
              .withBackend(message.getBackend())
              .withRuntime(message.getRuntime())
              .withVersionPolicy(VersionPolicyProto.read(message))
              .withMaxBatchSize(message.getMaxBatchSize())
              .withInputs(Lists.map(message.getInputList(), TensorProto::read))
              .withOutputs(Lists.map(message.getOutputList(), TensorProto::read))
              .withBatchInputs(Lists.map(message.getBatchInputList(), ConfigProto::read))
              .withBatchOutputs(Lists.map(message.getBatchOutputList(), ConfigProto::read))
              .withScheduling(SchedulingProto.read(message))
              .withInstanceGroups(
                  Lists.map(message.getInstanceGroupList(), InstanceGroupProto::read))
              .withDefaultModelFilename(message.getDefaultModelFilename())
              .withCcModelFilenames(message.getCcModelFilenamesMap())
              .withMetricTags(message.getMetricTagsMap())
              .withParameters(parameters(message))
              .withModelWarmup(Lists.map(message.getModelWarmupList(), WarmupProto::read)));
    } catch (ConfigException e) {
      String name = message.getName();
      String reason = e.getMessage() + (name.isEmpty() ? "" : " for " + name);
      throw new ConfigException(Finding.of(reason).at(Stage.MODEL), e);
    }
  }

  private static ModelConfig withExtras(
      dev.tandem.proto.kserve.ModelConfig message, ModelConfig config) {
    ModelConfig result = config;
    if (message.hasOptimization()) {
      result = result.withOptimization(OptimizationProto.read(message.getOptimization()));
    }
    if (message.hasModelOperations()) {
      result =
          result.withModelOperations(
              new ModelOperations(message.getModelOperations().getOpLibraryFilenameList()));
    }
    if (message.hasModelTransactionPolicy()) {
      result =
          result.withTransactionPolicy(
              new TransactionPolicy(message.getModelTransactionPolicy().getDecoupled()));
    }
    if (message.hasModelRepositoryAgents()) {
      result = result.withRepositoryAgents(AgentProto.read(message.getModelRepositoryAgents()));
    }
    if (message.hasResponseCache()) {
      result = result.withResponseCache(new ResponseCache(message.getResponseCache().getEnable()));
    }
    if (message.hasModelMetrics()) {
      result = result.withModelMetrics(MetricsProto.read(message.getModelMetrics()));
    }
    return result;
  }

  public static dev.tandem.proto.kserve.ModelConfig write(ModelConfig config) {
    var message =
        dev.tandem.proto.kserve.ModelConfig.newBuilder()
            .setName(config.name())
            .setPlatform(config.platform())
            .setBackend(config.backend())
            .setRuntime(config.runtime())
            .setVersionPolicy(VersionPolicyProto.write(config.versionPolicy()))
            .setMaxBatchSize(config.maxBatchSize())
            .addAllInput(Lists.map(config.inputs(), TensorProto::write))
            .addAllOutput(Lists.map(config.outputs(), TensorProto::write))
            .addAllBatchInput(Lists.map(config.batchInputs(), ConfigProto::write))
            .addAllBatchOutput(Lists.map(config.batchOutputs(), ConfigProto::write))
            .addAllInstanceGroup(Lists.map(config.instanceGroups(), InstanceGroupProto::write))
            .setDefaultModelFilename(config.defaultModelFilename())
            .putAllCcModelFilenames(config.ccModelFilenames())
            .putAllMetricTags(config.metricTags())
            .addAllModelWarmup(Lists.map(config.modelWarmup(), WarmupProto::write));
    config
        .parameters()
        .forEach(
            (key, value) ->
                message.putParameters(
                    key, ModelParameter.newBuilder().setStringValue(value).build()));
    SchedulingProto.write(config.scheduling(), message);
    config.optimization().ifPresent(part -> message.setOptimization(OptimizationProto.write(part)));
    config
        .modelOperations()
        .ifPresent(
            part ->
                message
                    .getModelOperationsBuilder()
                    .addAllOpLibraryFilename(part.opLibraryFilenames()));
    config
        .transactionPolicy()
        .ifPresent(
            part ->
                message.setModelTransactionPolicy(
                    ModelTransactionPolicy.newBuilder().setDecoupled(part.decoupled())));
    config
        .repositoryAgents()
        .ifPresent(part -> message.setModelRepositoryAgents(AgentProto.write(part)));
    config
        .responseCache()
        .ifPresent(
            part ->
                message.setResponseCache(
                    ModelResponseCache.newBuilder().setEnable(part.enabled())));
    config.modelMetrics().ifPresent(part -> message.setModelMetrics(MetricsProto.write(part)));
    return message.build();
  }

  private static Map<String, String> parameters(dev.tandem.proto.kserve.ModelConfig message) {
    Map<String, String> parameters = new HashMap<>();
    message.getParametersMap().forEach((key, value) -> parameters.put(key, value.getStringValue()));
    return parameters;
  }

  private static BatchInput read(dev.tandem.proto.kserve.BatchInput message) {
    return new BatchInput(
        Enums.read(BatchInput.Kind.class, "BATCH_", message.getKind()),
        message.getTargetNameList(),
        Enums.type(message.getDataType()),
        message.getSourceInputList());
  }

  private static dev.tandem.proto.kserve.BatchInput write(BatchInput input) {
    return dev.tandem.proto.kserve.BatchInput.newBuilder()
        .setKind(dev.tandem.proto.kserve.BatchInput.Kind.valueOf(ConfigNames.of(input.kind())))
        .addAllTargetName(input.targetNames())
        .setDataType(Enums.type(input.type()))
        .addAllSourceInput(input.sourceInputs())
        .build();
  }

  private static BatchOutput read(dev.tandem.proto.kserve.BatchOutput message) {
    return new BatchOutput(
        message.getTargetNameList(),
        Enums.read(BatchOutput.Kind.class, "BATCH_", message.getKind()),
        message.getSourceInputList());
  }

  private static dev.tandem.proto.kserve.BatchOutput write(BatchOutput output) {
    return dev.tandem.proto.kserve.BatchOutput.newBuilder()
        .addAllTargetName(output.targetNames())
        .setKind(dev.tandem.proto.kserve.BatchOutput.Kind.valueOf(ConfigNames.of(output.kind())))
        .addAllSourceInput(output.sourceInputs())
        .build();
  }
}
