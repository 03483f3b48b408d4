package dev.tandem.engine.repository.pbtxt;

import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import dev.tandem.proto.kserve.ModelConfig;

/** Configurations in which every field holds a value of its own. */
final class FilledMessage {
  /** The most members any oneof has. */
  static final int ONEOF_CHOICES = 3;

  private final int oneofChoice;
  private int counter;

  private FilledMessage(int oneofChoice) {
    this.oneofChoice = oneofChoice;
  }

  /** Of every oneof, the member at {@code oneofChoice} is filled, counted around. */
  static ModelConfig of(int oneofChoice) {
    ModelConfig.Builder builder = ModelConfig.newBuilder();
    new FilledMessage(oneofChoice).fill(builder);
    return builder.build();
  }

  private void fill(Message.Builder message) {
    for (FieldDescriptor field : message.getDescriptorForType().getFields()) {
      if (!isChosen(field)) {
        continue;
      }
      if (field.isRepeated()) {
        message.addRepeatedField(field, value(message, field));
        message.addRepeatedField(field, value(message, field));
      } else {
        message.setField(field, value(message, field));
      }
    }
  }

  private boolean isChosen(FieldDescriptor field) {
    if (field.getContainingOneof() == null) {
      return true;
    }
    var members = field.getContainingOneof().getFields();
    return members.indexOf(field) == oneofChoice % members.size();
  }

  private Object value(Message.Builder message, FieldDescriptor field) {
    counter++;
    return switch (field.getJavaType()) {
      case STRING -> "text-" + counter;
      case INT -> counter;
      case LONG -> (long) counter;
      case FLOAT -> counter + 0.5f;
      case DOUBLE -> counter + 0.25;
      case BOOLEAN -> true;
      case ENUM -> constant(field.getEnumType());
      case MESSAGE -> {
        Message.Builder part = message.newBuilderForField(field);
        fill(part);
        yield part.build();
      }
      case BYTE_STRING -> throw new AssertionError("no bytes in a configuration: " + field);
    };
  }

  /** Any but the first, which is what an unset field reads as, where there is another. */
  private Object constant(EnumDescriptor type) {
    int count = type.getValues().size();
    return type.getValues().get(count == 1 ? 0 : 1 + counter % (count - 1));
  }
}
