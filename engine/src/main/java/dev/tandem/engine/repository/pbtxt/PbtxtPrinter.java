package dev.tandem.engine.repository.pbtxt;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Prints messages as people write config.pbtxt: lists in brackets, small messages in one line. */
final class PbtxtPrinter {
  private static final TextFormat.Printer VALUES = TextFormat.printer();
  private static final String INDENT = "  ";

  private PbtxtPrinter() {}

  /** One line for each field of {@code message}, more where it holds messages in messages. */
  static String print(Message message) {
    StringBuilder text = new StringBuilder();
    message.getAllFields().forEach((field, value) -> append(text, "", field, value));
    return text.toString();
  }

  /** All of {@code message} in one line. */
  static String printLine(Message message) {
    return message.getAllFields().entrySet().stream()
        .map(PbtxtPrinter::line)
        .collect(Collectors.joining(" "));
  }

  private static void append(
      StringBuilder text, String indent, FieldDescriptor field, Object value) {
    text.append(indent);
    if (fitsLine(field, value)) {
      text.append(line(Map.entry(field, value))).append('\n');
    } else if (field.isRepeated()) {
      text.append(field.getName()).append(" [\n");
      String separator = "";
      for (Object item : (List<?>) value) {
        text.append(separator).append(indent).append(INDENT);
        appendMessage(text, indent + INDENT, (Message) item);
        separator = ",\n";
      }
      text.append('\n').append(indent).append("]\n");
    } else {
      text.append(field.getName()).append(' ');
      appendMessage(text, indent, (Message) value);
      text.append('\n');
    }
  }

  private static void appendMessage(StringBuilder text, String indent, Message message) {
    if (isSmall(message)) {
      text.append(braced(message));
      return;
    }
    text.append("{\n");
    message.getAllFields().forEach((field, value) -> append(text, indent + INDENT, field, value));
    text.append(indent).append('}');
  }

  private static boolean fitsLine(FieldDescriptor field, Object value) {
    return !isMessage(field) || (!field.isRepeated() && isSmall((Message) value));
  }

  private static boolean isSmall(Message message) {
    return message.getAllFields().entrySet().stream()
        .allMatch(
            entry ->
                !isMessage(entry.getKey())
                    || (!entry.getKey().isRepeated()
                        && ((Message) entry.getValue())
                            .getAllFields().keySet().stream().noneMatch(PbtxtPrinter::isMessage)));
  }

  private static boolean isMessage(FieldDescriptor field) {
    return field.getJavaType() == JavaType.MESSAGE;
  }

  private static String line(Map.Entry<FieldDescriptor, Object> entry) {
    FieldDescriptor field = entry.getKey();
    String colon = isMessage(field) ? " " : ": ";
    if (!field.isRepeated()) {
      return field.getName() + colon + value(field, entry.getValue());
    }
    return ((List<?>) entry.getValue())
        .stream()
            .map(item -> value(field, item))
            .collect(Collectors.joining(", ", field.getName() + colon + "[ ", " ]"));
  }

  private static String value(FieldDescriptor field, Object value) {
    if (isMessage(field)) {
      return braced((Message) value);
    }
    StringBuilder text = new StringBuilder();
    try {
      VALUES.printFieldValue(field, value, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  private static String braced(Message message) {
    String fields = printLine(message);
    return fields.isEmpty() ? "{ }" : "{ " + fields + " }";
  }
}
