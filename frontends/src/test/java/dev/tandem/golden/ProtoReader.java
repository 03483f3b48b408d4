package dev.tandem.golden;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import dev.tandem.golden.ProtoSchema.Field;
import dev.tandem.golden.ProtoSchema.Label;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads a protobuf message into a map of what is on the wire.
 *
 * <p>Default scalars without presence are left out, maps become maps, bytes become hex text, and
 * fields that the schema lacks are kept under {@code ?number}, so that none can hide.
 */
final class ProtoReader {
  private final ProtoSchema schema;

  ProtoReader(ProtoSchema schema) {
    this.schema = schema;
  }

  Map<String, Object> read(String message, ByteString bytes) throws IOException {
    Map<String, Object> values = new LinkedHashMap<>();
    CodedInputStream in = bytes.newCodedInput();
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      int number = WireFormat.getTagFieldNumber(tag);
      Field field = schema.field(message, number);
      if (field == null) {
        append(values, "?" + number, ProtoScalar.unknown(WireFormat.getTagWireType(tag), in));
      } else {
        readField(values, field, WireFormat.getTagWireType(tag), in);
      }
    }
    return values;
  }

  private void readField(Map<String, Object> into, Field field, int wireType, CodedInputStream in)
      throws IOException {
    if (wireType != WireFormat.WIRETYPE_LENGTH_DELIMITED) {
      put(into, field, ProtoScalar.read(field.kind(), wireType, in));
      return;
    }
    ByteString bytes = in.readBytes();
    if (field.label() == Label.MAP) {
      putEntry(into, field, read(field.kind(), bytes));
    } else if (schema.isMessage(field.kind())) {
      put(into, field, read(field.kind(), bytes));
    } else if (field.kind().equals("string")) {
      put(into, field, Text.of(bytes));
    } else if (field.kind().equals("bytes")) {
      put(into, field, Text.hex(bytes));
    } else {
      int wireTypeOfOne = ProtoScalar.wireType(field.kind());
      CodedInputStream packed = bytes.newCodedInput();
      while (!packed.isAtEnd()) {
        put(into, field, ProtoScalar.read(field.kind(), wireTypeOfOne, packed));
      }
    }
  }

  private void put(Map<String, Object> into, Field field, Object value)
      throws InvalidProtocolBufferException {
    switch (field.label()) {
      case REPEATED -> append(into, field.name(), value);
      case OPTIONAL -> into.put(field.name(), value);
      case SINGULAR -> {
        if (schema.isMessage(field.kind()) || !value.equals(ProtoScalar.zero(field.kind()))) {
          into.put(field.name(), value);
        }
      }
      case MAP ->
          throw new InvalidProtocolBufferException(
              field.name() + ": " + value + " (expected: an entry of a map)");
    }
  }

  private void putEntry(Map<String, Object> into, Field field, Map<String, Object> entry) {
    String valueKind = schema.mapValueKind(field.kind());
    Object zero = schema.isMessage(valueKind) ? Map.of() : ProtoScalar.zero(valueKind);
    Map<String, Object> map = new HashMap<>();
    if (into.get(field.name()) instanceof Map<?, ?> before) {
      before.forEach((key, value) -> map.put((String) key, value));
    }
    map.put(entry.getOrDefault("key", "").toString(), entry.getOrDefault("value", zero));
    into.put(field.name(), map);
  }

  private static void append(Map<String, Object> into, String name, Object value) {
    List<Object> all = new ArrayList<>();
    if (into.get(name) instanceof List<?> before) {
      all.addAll(before);
    }
    all.add(value);
    into.put(name, all);
  }
}
