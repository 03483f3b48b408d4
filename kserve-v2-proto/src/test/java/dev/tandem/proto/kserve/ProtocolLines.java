package dev.tandem.proto.kserve;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.OneofDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Writes descriptors in the notation of protocol.tsv. */
final class ProtocolLines {

  private final List<String> lines = new ArrayList<>();

  private ProtocolLines() {}

  static List<String> of(Iterable<FileDescriptor> files) {
    ProtocolLines protocol = new ProtocolLines();
    for (FileDescriptor file : files) {
      file.getServices().forEach(protocol::service);
      file.getMessageTypes().forEach(protocol::message);
      file.getEnumTypes().forEach(protocol::enumeration);
    }
    return List.copyOf(protocol.lines);
  }

  private void service(ServiceDescriptor service) {
    for (MethodDescriptor method : service.getMethods()) {
      add(
          "rpc",
          service.getFullName(),
          method.getName(),
          method.getInputType().getFullName(),
          method.getOutputType().getFullName(),
          kind(method));
    }
  }

  private static String kind(MethodDescriptor method) {
    if (method.isClientStreaming()) {
      return method.isServerStreaming() ? "bidi" : "client";
    }
    return method.isServerStreaming() ? "server" : "unary";
  }

  private void message(Descriptor message) {
    if (message.getOptions().getMapEntry()) {
      return;
    }
    add("message", message.getFullName());
    message.getFields().forEach(this::field);
    message.getNestedTypes().forEach(this::message);
    message.getEnumTypes().forEach(this::enumeration);
  }

  private void field(FieldDescriptor field) {
    OneofDescriptor oneof = field.getRealContainingOneof();
    add(
        "field",
        field.getContainingType().getFullName(),
        field.getName(),
        Integer.toString(field.getNumber()),
        type(field),
        label(field),
        oneof == null ? "-" : oneof.getName());
  }

  private static String type(FieldDescriptor field) {
    if (field.isMapField()) {
      Descriptor entry = field.getMessageType();
      return "map<"
          + type(entry.findFieldByNumber(1))
          + ","
          + type(entry.findFieldByNumber(2))
          + ">";
    }
    return switch (field.getJavaType()) {
      case MESSAGE -> field.getMessageType().getFullName();
      case ENUM -> field.getEnumType().getFullName();
      default -> field.getType().name().toLowerCase(Locale.ROOT);
    };
  }

  private static String label(FieldDescriptor field) {
    if (field.isMapField()) {
      return "map";
    }
    if (field.isRepeated()) {
      return "repeated";
    }
    return field.toProto().getProto3Optional() ? "optional" : "single";
  }

  private void enumeration(EnumDescriptor enumeration) {
    for (EnumValueDescriptor value : enumeration.getValues()) {
      add("enum", enumeration.getFullName(), value.getName(), Integer.toString(value.getNumber()));
    }
  }

  private void add(String... cells) {
    lines.add(String.join("\t", cells));
  }
}
