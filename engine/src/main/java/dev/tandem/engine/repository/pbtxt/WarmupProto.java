package dev.tandem.engine.repository.pbtxt;

import dev.tandem.engine.model.Warmup;
import dev.tandem.proto.kserve.ModelWarmup;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** {@link Warmup} and its message. */
final class WarmupProto {
  private WarmupProto() {}

  static Warmup read(ModelWarmup message) {
    Map<String, Warmup.Input> inputs = new HashMap<>();
    message.getInputsMap().forEach((name, input) -> inputs.put(name, read(name, input)));
    return new Warmup(
        message.getName(),
        Unsigned.read(message.getBatchSize()),
        inputs,
        Unsigned.read(message.getCount()));
  }

  static ModelWarmup write(Warmup warmup) {
    ModelWarmup.Builder message =
        ModelWarmup.newBuilder()
            .setName(warmup.name())
            .setBatchSize(Unsigned.write(warmup.batchSize()))
            .setCount(Unsigned.write(warmup.count()));
    warmup.inputs().forEach((name, input) -> message.putInputs(name, write(input)));
    return message.build();
  }

  private static Warmup.Input read(String name, ModelWarmup.Input message) {
    Optional<Warmup.Data> data =
        switch (message.getInputDataTypeCase()) {
          case ZERO_DATA -> Optional.of(new Warmup.Data.Zero());
          case RANDOM_DATA -> Optional.of(new Warmup.Data.Random());
          case INPUT_DATA_FILE -> Optional.of(new Warmup.Data.File(message.getInputDataFile()));
          case INPUTDATATYPE_NOT_SET -> Optional.empty();
        };
    return new Warmup.Input(
        Enums.type(message.getDataType()),
        TensorProto.dims(message.getDimsList(), "warmup input '" + name + "' dimension"),
        data);
  }

  private static ModelWarmup.Input write(Warmup.Input input) {
    ModelWarmup.Input.Builder message =
        ModelWarmup.Input.newBuilder()
            .setDataType(Enums.type(input.type()))
            .addAllDims(input.dims().toList());
    input
        .data()
        .ifPresent(
            data -> {
              if (data instanceof Warmup.Data.File file) {
                message.setInputDataFile(file.name());
              } else if (data instanceof Warmup.Data.Random) {
                message.setRandomData(true);
              } else {
                message.setZeroData(true);
              }
            });
    return message.build();
  }
}
