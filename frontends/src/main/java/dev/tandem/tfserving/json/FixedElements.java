package dev.tandem.tfserving.json;

import dev.tandem.engine.tensor.DataType;
import dev.tandem.engine.tensor.TensorBytes;
import dev.tandem.json.JsonNumber;
import dev.tandem.json.JsonReader;
import dev.tandem.json.JsonToken;
import dev.tandem.tfserving.wire.Halves;
import java.nio.ByteBuffer;

/** Numbers and truth values, put into memory of the caller's. */
final class FixedElements extends Elements {
  private final DataType type;
  private final ByteBuffer target;

  FixedElements(DataType type, ByteBuffer target) {
    this.type = type;
    this.target = target;
  }

  @Override
  void take(JsonReader reader) {
    switch (type) {
      case FP32 -> target.putFloat(number(reader).floatValue());
      case FP64 -> target.putDouble(number(reader).doubleValue());
      case FP16 -> target.putShort(Halves.fromFloat(number(reader).floatValue()));
      case BF16 -> target.putShort(Halves.brainFromFloat(number(reader).floatValue()));
      case INT8, UINT8 -> target.put((byte) intValue(reader));
      case INT16, UINT16 -> target.putShort((short) intValue(reader));
      case INT32 -> target.putInt(intValue(reader));
      case INT64 -> target.putLong(longValue(reader));
      case UINT32 -> target.putInt(unsignedIntValue(reader));
      case UINT64 -> target.putLong(unsignedLongValue(reader));
      case BOOL -> target.put((byte) (booleanValue(reader) ? 1 : 0));
      case BYTES -> throw new IllegalStateException("type: BYTES (expected: of fixed size)");
    }
  }

  @Override
  TensorBytes bytes() {
    return TensorBytes.wrap(target.duplicate().flip());
  }

  private JsonNumber number(JsonReader reader) {
    require(reader.token() == JsonToken.NUMBER, reader);
    return reader.number();
  }

  private int intValue(JsonReader reader) {
    JsonNumber number = number(reader);
    require(number.isInt(), reader);
    return (int) number.longValue();
  }

  private long longValue(JsonReader reader) {
    JsonNumber number = number(reader);
    require(number.isLong(), reader);
    return number.longValue();
  }

  private int unsignedIntValue(JsonReader reader) {
    JsonNumber number = number(reader);
    require(number.isUnsignedInt(), reader);
    return (int) number.longValue();
  }

  private long unsignedLongValue(JsonReader reader) {
    JsonNumber number = number(reader);
    require(number.isUnsignedLong(), reader);
    return number.longValue();
  }

  private boolean booleanValue(JsonReader reader) {
    require(reader.token() == JsonToken.TRUE || reader.token() == JsonToken.FALSE, reader);
    return reader.token() == JsonToken.TRUE;
  }

  private void require(boolean fits, JsonReader reader) {
    if (!fits) {
      throw mismatch(reader, type);
    }
  }
}
