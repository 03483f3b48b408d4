package dev.tandem.engine.repository.pbtxt;

import dev.tandem.engine.model.SequenceBatching;
import dev.tandem.engine.model.SequenceBatching.Direct;
import dev.tandem.engine.model.SequenceBatching.Oldest;
import dev.tandem.proto.kserve.ModelSequenceBatching;
import dev.tandem.proto.kserve.ModelSequenceBatching.Control;
import dev.tandem.proto.kserve.ModelSequenceBatching.ControlInput;
import java.util.Optional;

/** {@link SequenceBatching} and its message. */
final class SequenceBatchingProto {
  private static final String CONTROL_PREFIX = "CONTROL_SEQUENCE_";

  private SequenceBatchingProto() {}

  static SequenceBatching read(ModelSequenceBatching message) {
    return new SequenceBatching(
        Unsigned.read(message.getMaxSequenceIdleMicroseconds()),
        Lists.map(message.getControlInputList(), SequenceBatchingProto::read),
        strategy(message),
        Lists.map(message.getStateList(), SequenceStateProto::read),
        message.getIterativeSequence());
  }

  static ModelSequenceBatching write(SequenceBatching batching) {
    ModelSequenceBatching.Builder message =
        ModelSequenceBatching.newBuilder()
            .setMaxSequenceIdleMicroseconds(batching.maxSequenceIdleMicros())
            .addAllControlInput(Lists.map(batching.controlInputs(), SequenceBatchingProto::write))
            .addAllState(Lists.map(batching.states(), SequenceStateProto::write))
            .setIterativeSequence(batching.iterative());
    batching
        .strategy()
        .ifPresent(
            strategy -> {
              if (strategy instanceof Oldest oldest) {
                message
                    .getOldestBuilder()
                    .setMaxCandidateSequences(oldest.maxCandidateSequences())
                    .addAllPreferredBatchSize(oldest.preferredBatchSizes())
                    .setMaxQueueDelayMicroseconds(oldest.maxQueueDelayMicros())
                    .setPreserveOrdering(oldest.preserveOrdering());
              } else if (strategy instanceof Direct direct) {
                message
                    .getDirectBuilder()
                    .setMaxQueueDelayMicroseconds(direct.maxQueueDelayMicros())
                    .setMinimumSlotUtilization(direct.minimumSlotUtilization());
              }
            });
    return message.build();
  }

  private static Optional<SequenceBatching.Strategy> strategy(ModelSequenceBatching message) {
    return switch (message.getStrategyChoiceCase()) {
      case DIRECT ->
          Optional.of(
              new Direct(
                  Unsigned.read(message.getDirect().getMaxQueueDelayMicroseconds()),
                  message.getDirect().getMinimumSlotUtilization()));
      case OLDEST ->
          Optional.of(
              new Oldest(
                  message.getOldest().getMaxCandidateSequences(),
                  message.getOldest().getPreferredBatchSizeList(),
                  Unsigned.read(message.getOldest().getMaxQueueDelayMicroseconds()),
                  message.getOldest().getPreserveOrdering()));
      case STRATEGYCHOICE_NOT_SET -> Optional.empty();
    };
  }

  private static SequenceBatching.ControlInput read(ControlInput message) {
    return new SequenceBatching.ControlInput(
        message.getName(), Lists.map(message.getControlList(), SequenceBatchingProto::read));
  }

  private static ControlInput write(SequenceBatching.ControlInput input) {
    return ControlInput.newBuilder()
        .setName(input.name())
        .addAllControl(Lists.map(input.controls(), SequenceBatchingProto::write))
        .build();
  }

  private static SequenceBatching.Control read(Control message) {
    return new SequenceBatching.Control(
        Enums.read(SequenceBatching.ControlKind.class, CONTROL_PREFIX, message.getKind()),
        message.getInt32FalseTrueList(),
        message.getFp32FalseTrueList(),
        message.getBoolFalseTrueList(),
        Enums.type(message.getDataType()));
  }

  private static Control write(SequenceBatching.Control control) {
    return Control.newBuilder()
        .setKind(Control.Kind.valueOf(CONTROL_PREFIX + control.kind()))
        .addAllInt32FalseTrue(control.int32FalseTrue())
        .addAllFp32FalseTrue(control.fp32FalseTrue())
        .addAllBoolFalseTrue(control.boolFalseTrue())
        .setDataType(Enums.type(control.type()))
        .build();
  }
}
