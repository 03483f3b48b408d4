package dev.tandem.json;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Numbers that are read in runs are those that are read one by one, and those of the JDK. */
class PlainNumbersPropertyTest {
  private static final int NUMBERS = 20;

  private final Samples samples = new Samples();
  private final Random random = new Random(7);

  private String nextLiteral() {
    return switch (random.nextInt(6)) {
      case 0 -> samples.nextLiteral();
      case 1 -> Double.toString(random.nextDouble() * 2 - 1);
      case 2 -> Double.toString((float) random.nextGaussian());
      case 3 -> Integer.toString(random.nextInt() >> random.nextInt(31));
      case 4 -> Long.toUnsignedString(random.nextLong());
      default -> Math.round(random.nextGaussian() * 1e7) / 1e7 + "";
    };
  }

  private String nextSeparator() {
    return switch (random.nextInt(12)) {
      case 0 -> ",\n";
      case 1 -> " ,";
      case 2 -> ",  ";
      case 3, 4, 5 -> ", ";
      default -> ",";
    };
  }

  @Test
  void readsRunsAsTheJdkReadsEachNumber() {
    for (int i = 0; i < Samples.COUNT / NUMBERS; i++) {
      StringBuilder text = new StringBuilder(random.nextBoolean() ? "[" : "[ ");
      float[] expected = new float[NUMBERS];
      for (int n = 0; n < NUMBERS; n++) {
        String literal = nextLiteral();
        expected[n] = (float) Double.parseDouble(literal);
        text.append(n == 0 ? "" : nextSeparator()).append(literal);
      }
      ByteBuffer read = read(text.append(']').toString(), NUMBERS);
      for (int n = 0; n < NUMBERS; n++) {
        if (Float.floatToRawIntBits(expected[n]) != read.getInt(n * Float.BYTES)) {
          fail("%s: %s reads as %s", text, expected[n], read.getFloat(n * Float.BYTES));
        }
      }
    }
  }

  /** Reads runs, and one by one what they leave. */
  private static ByteBuffer read(String text, int count) {
    ByteBuffer target = ByteBuffer.allocate(count * Float.BYTES);
    JsonReader reader =
        JsonDocument.parse(text.getBytes(US_ASCII), TrailingBytes.REJECT).root().reader();
    for (JsonToken token = reader.next(); token != JsonToken.END; token = reader.next()) {
      if (token == JsonToken.NUMBER) {
        target.putFloat(reader.number().floatValue());
      }
      if (token == JsonToken.NUMBER || token == JsonToken.ARRAY_START) {
        reader.readPlainFloats(target);
      }
    }
    assertThat(target.hasRemaining()).isFalse();
    return target.flip();
  }

  @Test
  void leavesAllThatIsNoNumberAndAllThatFindsNoRoom() {
    JsonReader reader =
        JsonDocument.parse(
                "[[-1,0.5, -0],[],[7,NaN,[8, 1E1,true,9]] ,10 ]".getBytes(US_ASCII),
                TrailingBytes.REJECT)
            .root()
            .reader();
    ByteBuffer target = ByteBuffer.allocate(6 * Float.BYTES);
    List<String> left = new ArrayList<>();
    for (JsonToken token = reader.next(); token != JsonToken.END; token = reader.next()) {
      left.add(token == JsonToken.NUMBER ? reader.number().literal() : token.name());
      if (token != JsonToken.ARRAY_END) {
        reader.readPlainFloats(target);
      }
    }

    assertThat(left)
        .containsExactly(
            "ARRAY_START",
            "ARRAY_START",
            "ARRAY_END",
            "ARRAY_START",
            "ARRAY_END",
            "ARRAY_START",
            "NaN",
            "ARRAY_START",
            "1E1",
            "TRUE",
            "ARRAY_END",
            "ARRAY_END",
            "10",
            "ARRAY_END");
    float[] read = new float[6];
    target.flip().asFloatBuffer().get(read);
    assertThat(read).containsExactly(-1f, 0.5f, -0f, 7f, 8f, 9f);
  }
}
