package dev.tandem.tfserving.json;

import dev.tandem.engine.tensor.DataType;
import dev.tandem.engine.tensor.Tensor;
import dev.tandem.json.JsonWriter;
import dev.tandem.tfserving.wire.Halves;
import dev.tandem.tfserving.wire.Utf8Text;
import java.nio.ByteBuffer;
import java.util.Base64;

/** Writes the values of one output, in order and as far as it is asked to. */
final class ElementWriter {
  private final DataType type;
  private final long[] dims;
  private final ByteBuffer values;
  private final boolean inBase64;

  /** With {@code inBase64}, strings go out as objects that hold any bytes. */
  ElementWriter(Tensor tensor, boolean inBase64) {
    this.type = tensor.type();
    this.dims = tensor.shape().toArray();
    this.values = tensor.bytes().asOneRun();
    this.inBase64 = inBase64;
  }

  /** Writes the next part: all of it at level 0, one row at level 1. */
  void write(JsonWriter writer, int level) {
    if (level == dims.length) {
      writeValue(writer);
      return;
    }
    writer.beginArray();
    for (long i = 0; i < dims[level]; i++) {
      write(writer, level + 1);
    }
    writer.endArray();
  }

  private void writeValue(JsonWriter writer) {
    switch (type) {
      case FP32 -> writer.number(values.getFloat());
      case FP64 -> writer.number(values.getDouble());
      case FP16 -> writer.number(Halves.toFloat(values.getShort()));
      case BF16 -> writer.number(Halves.brainToFloat(values.getShort()));
      case INT8 -> writer.number((long) values.get());
      case INT16 -> writer.number((long) values.getShort());
      case INT32 -> writer.number((long) values.getInt());
      case INT64 -> writer.number(values.getLong());
      case UINT8 -> writer.number(Byte.toUnsignedLong(values.get()));
      case UINT16 -> writer.number(Short.toUnsignedLong(values.getShort()));
      case UINT32 -> writer.number(Integer.toUnsignedLong(values.getInt()));
      case UINT64 -> writer.unsignedNumber(values.getLong());
      case BOOL -> writer.booleanValue(values.get() != 0);
      case BYTES -> writeString(writer);
    }
  }

  private void writeString(JsonWriter writer) {
    byte[] bytes = new byte[values.getInt()];
    values.get(bytes);
    if (inBase64) {
      writer.beginObject();
      writer.name(Base64Text.KEY);
      writer.string(Base64.getEncoder().encodeToString(bytes));
      writer.endObject();
    } else {
      writer.string(Utf8Text.valid(bytes));
    }
  }
}
