package dev.tandem.engine.repository.pbtxt;

import com.google.protobuf.ProtocolMessageEnum;
import dev.tandem.engine.model.ConfigException;
import dev.tandem.engine.model.ConfigNames;
import dev.tandem.engine.tensor.DataType;
import java.util.Optional;

/** Enum constants, whose names in the messages are ours behind a prefix. */
final class Enums {
  private Enums() {}

  static <E extends Enum<E>, P extends Enum<P> & ProtocolMessageEnum> E read(
      Class<E> type, String prefix, P message) {
    checkKnown(message, type.getSimpleName());
    return Enum.valueOf(type, message.name().substring(prefix.length()));
  }

  static Optional<DataType> type(dev.tandem.proto.kserve.DataType message) {
    checkKnown(message, "data_type");
    if (message == dev.tandem.proto.kserve.DataType.TYPE_INVALID) {
      return Optional.empty();
    }
    if (message == dev.tandem.proto.kserve.DataType.TYPE_STRING) {
      return Optional.of(DataType.BYTES);
    }
    return Optional.of(DataType.valueOf(message.name().substring("TYPE_".length())));
  }

  static dev.tandem.proto.kserve.DataType type(Optional<DataType> type) {
    return type.map(known -> dev.tandem.proto.kserve.DataType.valueOf(ConfigNames.of(known)))
        .orElse(dev.tandem.proto.kserve.DataType.TYPE_INVALID);
  }

  /** Text may give an enum's number, and any number passes the parser. */
  private static void checkKnown(Enum<?> message, String field) {
    if (message.name().equals("UNRECOGNIZED")) {
      throw new ConfigException(field + ": a number without a name (expected: a constant's name)");
    }
  }
}
