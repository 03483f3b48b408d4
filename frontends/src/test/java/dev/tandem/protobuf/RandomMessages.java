package dev.tandem.protobuf;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Messages of any type with some of their fields set, by the dice of one seed; texts and bytes are
 * drawn from what the test gives for a field's name, so that many of them mean something.
 */
public final class RandomMessages {
  private static final int DEEPEST = 6;
  private static final List<String> TEXTS = List.of("", "x", "y", "é漢😀", "a longer text");
  private static final long[] NUMBERS = {0, 1, 2, 3, -1, 127, 128, 1L << 31, 1L << 40, 1L << 63};

  private final Random random;
  private final Map<String, List<String>> texts;

  public RandomMessages(long seed, Map<String, List<String>> texts) {
    random = new Random(seed);
    this.texts = texts;
  }

  /** Fills {@code message}. */
  public <T extends Message.Builder> T fill(T message) {
    fill(message, 0);
    return message;
  }

  private void fill(Message.Builder message, int depth) {
    // Some messages have nearly all their fields, and others hardly any.
    int odds = 1 + random.nextInt(4);
    for (FieldDescriptor field : message.getDescriptorForType().getFields()) {
      boolean deep = field.getJavaType() == FieldDescriptor.JavaType.MESSAGE && depth >= DEEPEST;
      if (deep || random.nextInt(odds + 1) == 0) {
        continue;
      }
      if (!field.isRepeated()) {
        message.setField(field, value(message, field, depth));
        continue;
      }
      for (int i = random.nextInt(4); i > 0; i--) {
        message.addRepeatedField(field, value(message, field, depth));
      }
    }
  }

  private Object value(Message.Builder message, FieldDescriptor field, int depth) {
    return switch (field.getJavaType()) {
      case INT -> (int) number();
      case LONG -> number();
      case FLOAT -> Float.intBitsToFloat(random.nextInt());
      case DOUBLE -> Double.longBitsToDouble(random.nextLong());
      case BOOLEAN -> random.nextBoolean();
      case STRING -> text(field);
      case BYTE_STRING -> bytes();
      case ENUM -> field.getEnumType().findValueByNumberCreatingIfUnknown((int) number() & 31);
      case MESSAGE -> {
        Message.Builder inner = message.newBuilderForField(field);
        fill(inner, depth + 1);
        yield inner.build();
      }
    };
  }

  private long number() {
    return random.nextInt(4) == 0 ? random.nextLong() : NUMBERS[random.nextInt(NUMBERS.length)];
  }

  private String text(FieldDescriptor field) {
    List<String> choices = texts.getOrDefault(field.getName(), TEXTS);
    return choices.get(random.nextInt(choices.size()));
  }

  private ByteString bytes() {
    byte[] bytes = new byte[random.nextInt(5) * random.nextInt(9)];
    random.nextBytes(bytes);
    return ByteString.copyFrom(bytes);
  }
}
