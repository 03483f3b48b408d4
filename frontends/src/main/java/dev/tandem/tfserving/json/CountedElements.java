package dev.tandem.tfserving.json;

import dev.tandem.engine.tensor.DataType;
import dev.tandem.engine.tensor.TensorBytes;
import dev.tandem.json.JsonReader;
import java.nio.ByteBuffer;

/** Checks values as another would take them, and keeps only their count. */
final class CountedElements extends Elements {
  private final ByteBuffer room = ByteBuffer.allocate(Long.BYTES);
  private final Elements fixed;
  private final DataType type;
  private long count;

  CountedElements(DataType type) {
    this.type = type;
    fixed = new FixedElements(type, room);
  }

  long count() {
    return count;
  }

  @Override
  void take(JsonReader reader) {
    if (type == DataType.BYTES) {
      new StringElements().take(reader);
    } else {
      fixed.take(reader);
      room.clear();
    }
    count++;
  }

  @Override
  TensorBytes bytes() {
    return TensorBytes.EMPTY;
  }
}
