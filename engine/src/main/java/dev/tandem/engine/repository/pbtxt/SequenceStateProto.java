package dev.tandem.engine.repository.pbtxt;

import dev.tandem.engine.model.SequenceBatching;
import dev.tandem.engine.model.SequenceBatching.InitialData;
import dev.tandem.proto.kserve.ModelSequenceBatching.InitialState;
import dev.tandem.proto.kserve.ModelSequenceBatching.State;
import java.util.Optional;

/** {@link SequenceBatching.State} and its message. */
final class SequenceStateProto {
  private SequenceStateProto() {}

  static SequenceBatching.State read(State message) {
    return new SequenceBatching.State(
        message.getInputName(),
        message.getOutputName(),
        Enums.type(message.getDataType()),
        TensorProto.dims(message.getDimsList(), "state '" + message.getInputName() + "' dimension"),
        Lists.map(message.getInitialStateList(), SequenceStateProto::read),
        message.getUseSameBufferForInputOutput(),
        message.getUseGrowableMemory());
  }

  static State write(SequenceBatching.State state) {
    return State.newBuilder()
        .setInputName(state.inputName())
        .setOutputName(state.outputName())
        .setDataType(Enums.type(state.type()))
        .addAllDims(state.dims().toList())
        .addAllInitialState(Lists.map(state.initialStates(), SequenceStateProto::write))
        .setUseSameBufferForInputOutput(state.sameBufferForInputAndOutput())
        .setUseGrowableMemory(state.growableMemory())
        .build();
  }

  private static SequenceBatching.InitialState read(InitialState message) {
    Optional<InitialData> data =
        switch (message.getStateDataCase()) {
          case ZERO_DATA -> Optional.of(new InitialData.Zero());
          case DATA_FILE -> Optional.of(new InitialData.File(message.getDataFile()));
          case STATEDATA_NOT_SET -> Optional.empty();
        };
    return new SequenceBatching.InitialState(
        message.getName(),
        Enums.type(message.getDataType()),
        TensorProto.dims(
            message.getDimsList(), "initial state '" + message.getName() + "' dimension"),
        data);
  }

  private static InitialState write(SequenceBatching.InitialState state) {
    InitialState.Builder message =
        InitialState.newBuilder()
            .setName(state.name())
            .setDataType(Enums.type(state.type()))
            .addAllDims(state.dims().toList());
    state
        .data()
        .ifPresent(
            data -> {
              if (data instanceof InitialData.File file) {
                message.setDataFile(file.name());
              } else {
                message.setZeroData(true);
              }
            });
    return message.build();
  }
}
