package dev.tandem.json;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** Eight bytes at a time find what one byte at a time finds. */
class JsonBytesPropertyTest {
  @Provide
  Arbitrary<Byte> tellingBytes() {
    return Arbitraries.oneOf(
        Arbitraries.of('"', '\\', ' ', '\n', '\0', '\u001f', '0', '9', '/', ':')
            .map(c -> (byte) (char) c),
        Arbitraries.bytes());
  }

  @Provide
  Arbitrary<byte[]> texts() {
    return tellingBytes().array(byte[].class).ofMaxSize(40);
  }

  @Provide
  Arbitrary<byte[]> mostlyPlain() {
    return Arbitraries.frequencyOf(
            Tuple.of(30, Arbitraries.of((byte) 'a', (byte) '5', (byte) 0xc3)),
            Tuple.of(1, tellingBytes()))
        .array(byte[].class)
        .ofMaxSize(40);
  }

  @Property(tries = 500)
  void skipsPlainText(@ForAll("texts") byte[] text, @ForAll("mostlyPlain") byte[] plain) {
    assertSkipsPlainText(text);
    assertSkipsPlainText(plain);
  }

  private static void assertSkipsPlainText(byte[] text) {
    int expected = 0;
    while (expected < text.length
        && text[expected] != '"'
        && text[expected] != '\\'
        && (text[expected] < 0 || text[expected] >= ' ')) {
      expected++;
    }
    assertThat(JsonBytes.skipPlainText(text, 0, text.length)).isEqualTo(expected);
  }

  @Property(tries = 500)
  void countsDigits(@ForAll("texts") byte[] text) {
    int expected = 0;
    while (expected < text.length && text[expected] >= '0' && text[expected] <= '9') {
      expected++;
    }
    assertThat(JsonBytes.skipDigits(text, 0, text.length)).isEqualTo(expected);
  }

  @Property(tries = 500)
  void readsDigitsBeforeAnything(
      @ForAll @IntRange(max = 99_999_999) int number, @ForAll @Size(8) byte[] behind) {
    byte[] digits = Integer.toString(number).getBytes(US_ASCII);
    byte[] text = behind.clone();
    System.arraycopy(digits, 0, text, 0, digits.length);

    assertThat(JsonBytes.digits(JsonBytes.eightAt(text, 0), digits.length)).isEqualTo(number);
  }

  @Test
  void writesEveryFourDigitsInBothHalves() {
    byte[] text = new byte[8];
    for (int number = 0; number < 10_000; number++) {
      JsonBytes.putEight(text, 0, JsonBytes.decimal(number * 10_000L + (9_999 - number)));
      String expected = String.format("%04d%04d", number, 9_999 - number);
      assertThat(new String(text, US_ASCII)).isEqualTo(expected);
    }
  }
}
