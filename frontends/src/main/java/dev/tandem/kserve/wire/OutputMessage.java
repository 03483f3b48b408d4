package dev.tandem.kserve.wire;

import dev.tandem.protobuf.WireCursor;
import dev.tandem.protobuf.WireType;
import java.util.Map;

/** An output that a ModelInfer request asks for. */
record OutputMessage(String name, Map<String, Parameter> parameters) {
  private static final int NAME = 1 << 3 | WireType.LENGTH;
  private static final int PARAMETERS = 2 << 3 | WireType.LENGTH;

  static OutputMessage parse(WireCursor cursor) {
    String name = "";
    Map<String, Parameter> parameters = Map.of();
    int outer = cursor.enter();
    for (int tag = cursor.nextTag(); tag != 0; tag = cursor.nextTag()) {
      switch (tag) {
        case NAME -> name = cursor.string();
        case PARAMETERS -> parameters = Parameter.withEntry(parameters, cursor);
        default -> cursor.skip(tag);
      }
    }
    cursor.leave(outer);
    return new OutputMessage(name, parameters);
  }
}
