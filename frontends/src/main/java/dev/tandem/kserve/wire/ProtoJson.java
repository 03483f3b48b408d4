package dev.tandem.kserve.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.Base64;
import java.util.List;
import java.util.Set;

/**
 * Messages as Triton's REST interface prints them: fields under their own names in the order of
 * their declaration, with their defaults; only messages and members of a oneof can be absent.
 */
public final class ProtoJson {
  /** 64-bit fields that Triton leaves as the strings that protobuf's own JSON makes of them. */
  private static final Set<String> LONGS_AS_STRINGS =
      Set.of(
          "inference.ModelOptimizationPolicy.Cuda.GraphSpec.Shape.dim",
          "inference.ModelInstanceGroup.SecondaryDevice.device_id",
          "inference.ModelSequenceBatching.InitialState.dims");

  private static final JsonFactory JSON = new JsonFactory();

  private final JsonGenerator json;

  private ProtoJson(JsonGenerator json) {
    this.json = json;
  }

  public static String print(Message message) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      new ProtoJson(json).write(message);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  private void write(Message message) throws IOException {
    json.writeStartObject();
    for (FieldDescriptor field : message.getDescriptorForType().getFields()) {
      if (!field.hasPresence() || message.hasField(field)) {
        json.writeFieldName(field.getName());
        write(field, message.getField(field));
      }
    }
    json.writeEndObject();
  }

  private void write(FieldDescriptor field, Object value) throws IOException {
    if (field.isMapField()) {
      json.writeStartObject();
      for (Object entry : (List<?>) value) {
        writeEntry(field, (Message) entry);
      }
      json.writeEndObject();
    } else if (field.isRepeated()) {
      json.writeStartArray();
      for (Object element : (List<?>) value) {
        writeOne(field, element);
      }
      json.writeEndArray();
    } else {
      writeOne(field, value);
    }
  }

  private void writeEntry(FieldDescriptor field, Message entry) throws IOException {
    FieldDescriptor key = field.getMessageType().findFieldByNumber(1);
    FieldDescriptor value = field.getMessageType().findFieldByNumber(2);
    json.writeFieldName(keyText(key, entry.getField(key)));
    writeOne(value, entry.getField(value));
  }

  private static String keyText(FieldDescriptor key, Object value) {
    return switch (key.getType()) {
      case UINT64, FIXED64 -> Long.toUnsignedString((Long) value);
      case UINT32, FIXED32 -> Integer.toUnsignedString((Integer) value);
      default -> value.toString();
    };
  }

  private void writeOne(FieldDescriptor field, Object value) throws IOException {
    switch (field.getType()) {
      case MESSAGE, GROUP -> write((Message) value);
      case ENUM -> writeEnum((EnumValueDescriptor) value);
      case STRING -> json.writeString((String) value);
      case BOOL -> json.writeBoolean((Boolean) value);
      case BYTES ->
          json.writeString(Base64.getEncoder().encodeToString(((ByteString) value).toByteArray()));
      case INT32, SINT32, SFIXED32 -> json.writeNumber((Integer) value);
      case UINT32, FIXED32 -> json.writeNumber(Integer.toUnsignedLong((Integer) value));
      case INT64, SINT64, SFIXED64 -> writeLong(field, value.toString());
      case UINT64, FIXED64 -> writeLong(field, Long.toUnsignedString((Long) value));
      case FLOAT, DOUBLE -> writeFraction((Number) value);
    }
  }

  private void writeEnum(EnumValueDescriptor value) throws IOException {
    if (value.getIndex() < 0) {
      json.writeNumber(value.getNumber());
    } else {
      json.writeString(value.getName());
    }
  }

  private void writeLong(FieldDescriptor field, String digits) throws IOException {
    if (LONGS_AS_STRINGS.contains(field.getFullName())) {
      json.writeString(digits);
    } else {
      json.writeNumber(digits);
    }
  }

  /** Whole numbers without a point, and no exponents; what JSON has no number for is a string. */
  private void writeFraction(Number value) throws IOException {
    if (Double.isFinite(value.doubleValue())) {
      BigDecimal exact = new BigDecimal(value.toString());
      json.writeNumber(exact.signum() == 0 ? "0" : exact.stripTrailingZeros().toPlainString());
    } else {
      json.writeString(value.toString());
    }
  }
}
