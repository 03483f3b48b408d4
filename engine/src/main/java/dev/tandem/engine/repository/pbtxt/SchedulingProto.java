package dev.tandem.engine.repository.pbtxt;

import dev.tandem.engine.model.DynamicBatching;
import dev.tandem.engine.model.Ensemble;
import dev.tandem.engine.model.Scheduling;
import dev.tandem.engine.model.SequenceBatching;
import dev.tandem.proto.kserve.ModelConfig;
import dev.tandem.proto.kserve.ModelEnsembling;

/** {@link Scheduling} and the message that stands for each kind of it. */
final class SchedulingProto {
  private SchedulingProto() {}

  static Scheduling read(ModelConfig message) {
    return switch (message.getSchedulingChoiceCase()) {
      case DYNAMIC_BATCHING -> DynamicBatchingProto.read(message.getDynamicBatching());
      case SEQUENCE_BATCHING -> SequenceBatchingProto.read(message.getSequenceBatching());
      case ENSEMBLE_SCHEDULING -> read(message.getEnsembleScheduling());
      case SCHEDULINGCHOICE_NOT_SET -> Scheduling.NONE;
    };
  }

  static void write(Scheduling scheduling, ModelConfig.Builder message) {
    if (scheduling instanceof DynamicBatching batching) {
      message.setDynamicBatching(DynamicBatchingProto.write(batching));
    } else if (scheduling instanceof SequenceBatching batching) {
      message.setSequenceBatching(SequenceBatchingProto.write(batching));
    } else if (scheduling instanceof Ensemble ensemble) {
      message.setEnsembleScheduling(write(ensemble));
    }
  }

  private static Ensemble read(ModelEnsembling message) {
    return new Ensemble(
        Lists.map(
            message.getStepList(),
            step ->
                new Ensemble.Step(
                    step.getModelName(),
                    step.getModelVersion(),
                    step.getInputMapMap(),
                    step.getOutputMapMap(),
                    step.getModelNamespace())),
        Unsigned.read(message.getMaxInflightRequests()));
  }

  private static ModelEnsembling write(Ensemble ensemble) {
    return ModelEnsembling.newBuilder()
        .addAllStep(
            Lists.map(
                ensemble.steps(),
                step ->
                    ModelEnsembling.Step.newBuilder()
                        .setModelName(step.modelName())
                        .setModelVersion(step.modelVersion())
                        .putAllInputMap(step.inputMap())
                        .putAllOutputMap(step.outputMap())
                        .setModelNamespace(step.modelNamespace())
                        .build()))
        .setMaxInflightRequests(Unsigned.write(ensemble.maxInflightRequests()))
        .build();
  }
}
