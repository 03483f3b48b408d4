package dev.tandem.json;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Reasons and offsets of RapidJSON 1.1.0's iterative parser, checked against that parser. */
class JsonSyntaxErrorTest {
  /** Documents stand between bars; ~ is a zero byte and ^ the control character 1. */
  private static final String TABLE =
      """
      DOCUMENT_EMPTY 0 ||
      DOCUMENT_EMPTY 2 |  |
      DOCUMENT_EMPTY 0 |~|
      DOCUMENT_EMPTY 0 |]|
      DOCUMENT_EMPTY 1 | }|
      DOCUMENT_EMPTY 0 |,|
      DOCUMENT_EMPTY 0 |:|
      ROOT_NOT_SINGULAR 3 |{} x|
      ROOT_NOT_SINGULAR 2 |1 2|
      ROOT_NOT_SINGULAR 1 |01|
      ROOT_NOT_SINGULAR 3 |NaN5|
      ROOT_NOT_SINGULAR 2 |[]]|
      INVALID_VALUE 0 |hello|
      INVALID_VALUE 3 |[1,]|
      INVALID_VALUE 1 |[,1]|
      INVALID_VALUE 1 |[|
      INVALID_VALUE 3 |[1,|
      INVALID_VALUE 1 |[}|
      INVALID_VALUE 5 |{"a":}|
      INVALID_VALUE 5 |{"a":|
      INVALID_VALUE 3 |tru|
      INVALID_VALUE 3 |trux|
      INVALID_VALUE 5 |[falsy]|
      INVALID_VALUE 3 |nul|
      INVALID_VALUE 0 |True|
      INVALID_VALUE 1 |nan|
      INVALID_VALUE 2 |NaX|
      INVALID_VALUE 7 |Infinite|
      INVALID_VALUE 0 |+1|
      INVALID_VALUE 0 |.5|
      INVALID_VALUE 1 |-|
      INVALID_VALUE 2 |[-x]|
      INVALID_VALUE 0 |'a'|
      INVALID_VALUE 0 |/**/1|
      MISSING_NAME 1 |{|
      MISSING_NAME 1 |{1:2}|
      MISSING_NAME 7 |{"a":1,}|
      MISSING_NAME 1 |{,|
      MISSING_COLON 4 |{"a"|
      MISSING_COLON 5 |{"a" 1}|
      MISSING_COLON 4 |{"a",1}|
      MISSING_COMMA_OR_BRACE 6 |{"a":1|
      MISSING_COMMA_OR_BRACE 6 |{"a":1]|
      MISSING_COMMA_OR_BRACE 7 |{"a":1 "b":2}|
      MISSING_COMMA_OR_BRACKET 2 |[1|
      MISSING_COMMA_OR_BRACKET 3 |[1 2]|
      MISSING_COMMA_OR_BRACKET 2 |[1}|
      MISSING_COMMA_OR_BRACKET 2 |[01]|
      MISSING_COMMA_OR_BRACKET 2 |[1~,2]|
      INVALID_HEX_DIGIT 1 |"\\u12G4"|
      INVALID_HEX_DIGIT 3 |"ab\\u12|
      INVALID_HEX_DIGIT 1 |"\\ud800\\u00"|
      INVALID_SURROGATE 1 |"\\ud800"|
      INVALID_SURROGATE 3 |"ab\\uD800\\n"|
      INVALID_SURROGATE 1 |"\\ud800\\ud800"|
      INVALID_ESCAPE 1 |"\\x"|
      INVALID_ESCAPE 1 |"\\|
      INVALID_ESCAPE 2 |"a\\'"|
      INVALID_ESCAPE 3 |"ab^"|
      MISSING_QUOTE 3 |"ab|
      MISSING_QUOTE 1 |"|
      MISSING_QUOTE 3 |"ab~c"|
      MISSING_QUOTE 3 |{"a|
      NUMBER_TOO_BIG 1 | 1e309|
      NUMBER_TOO_BIG 1 |[-1E+999]|
      NUMBER_TOO_BIG 0 |0e999|
      NUMBER_TOO_BIG 0 |0.00e311|
      MISSING_FRACTION 2 |1.|
      MISSING_FRACTION 3 |[1.e5]|
      MISSING_FRACTION 3 |-0.|
      MISSING_EXPONENT 2 |1e|
      MISSING_EXPONENT 4 |[1e+]|
      MISSING_EXPONENT 5 |1.5E-x|
      """;

  static Stream<Arguments> table() {
    return TABLE
        .lines()
        .map(
            line -> {
              String[] fields = line.split(" ", 3);
              String document = fields[2].substring(1, fields[2].length() - 1);
              JsonError error = JsonError.valueOf(fields[0]);
              return Arguments.of(document, error, Integer.parseInt(fields[1]));
            });
  }

  private static byte[] bytes(String document) {
    return document.replace('~', '\0').replace('^', '\1').getBytes(ISO_8859_1);
  }

  private static void assertRefused(byte[] document, JsonError error, int offset) {
    assertThatThrownBy(() -> JsonDocument.parse(document, TrailingBytes.REJECT))
        .isInstanceOfSatisfying(
            JsonException.class,
            e -> {
              assertThat(e.error()).isEqualTo(error);
              assertThat(e.offset()).isEqualTo(offset);
              assertThat(e).hasMessage(error.text() + " at " + offset);
            });
  }

  @ParameterizedTest(name = "|{0}|")
  @MethodSource("table")
  void namesReasonAndOffset(String document, JsonError error, int offset) {
    assertRefused(bytes(document), error, offset);
  }

  @ParameterizedTest(name = "|{0}|")
  @MethodSource("table")
  void countsOffsetsFromTheFirstByteOfTheDocument(String document, JsonError error, int offset) {
    byte[] inner = bytes(document);
    byte[] outer = new byte[inner.length + 20];
    Arrays.fill(outer, (byte) '1');
    System.arraycopy(inner, 0, outer, 7, inner.length);

    assertThatThrownBy(() -> JsonDocument.parse(outer, 7, inner.length, TrailingBytes.REJECT))
        .hasMessage(error.text() + " at " + offset);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{} x", "1 2", "01", "[]]", "\"a\":", "NaN.5", "{}\0{", "{}{"})
  void ignoresWhatFollowsTheRootWhenAskedTo(String document) {
    assertThatCode(() -> JsonDocument.parse(bytes(document), TrailingBytes.IGNORE))
        .doesNotThrowAnyException();
  }

  @Test
  void takesZeroByteAfterTheRootForTheEnd() {
    assertThatCode(() -> JsonDocument.parse(bytes("{} ~garbage"), TrailingBytes.REJECT))
        .doesNotThrowAnyException();
  }

  @Test
  void refusesFractionsAndExponentsOfWords() {
    assertRefused(bytes("NaN.5"), JsonError.ROOT_NOT_SINGULAR, 3);
    assertRefused(bytes("[Infinitye5]"), JsonError.MISSING_COMMA_OR_BRACKET, 9);
    assertRefused(bytes("NInf"), JsonError.INVALID_VALUE, 1);
  }

  @Test
  void skipsByteOrderMarkButCountsIt() {
    assertThat(
            JsonDocument.parse(bytes("\u00ef\u00bb\u00bf[1]"), TrailingBytes.REJECT).root().size())
        .isEqualTo(1);
    assertRefused(bytes("\u00ef\u00bb\u00bfx"), JsonError.INVALID_VALUE, 3);
    assertRefused(bytes("\u00ef\u00bbx"), JsonError.INVALID_VALUE, 2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"\"\u0080\u00ff\u00c3\"", "\"\\udc00\"", "\"/\\/\"", "\"\u007f\"", "\"\\u0000\""})
  void letsStringsPassThatBothServersLetPass(String document) {
    assertThatCode(() -> JsonDocument.parse(bytes(document), TrailingBytes.REJECT))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "10e308",
        "1e308",
        "0.00e310",
        "0.0000000000000000000001e330",
        "1e-99999999999",
        "1E-400",
        "-NaN",
        "-Inf",
        "-Infinity",
        "Inf",
        "[NaN,Infinity]",
        "-0",
        "0.0",
        "1e5",
        "1.5E+3"
      })
  void acceptsNumbersThatBothServersAccept(String document) {
    assertThatCode(() -> JsonDocument.parse(bytes(document), TrailingBytes.REJECT))
        .doesNotThrowAnyException();
  }

  @Test
  void countsDigitsOfIntegersWithoutExponent() {
    String longest = "9".repeat(308);
    assertThatCode(() -> JsonDocument.parse(bytes(longest), TrailingBytes.REJECT))
        .doesNotThrowAnyException();
    assertRefused(bytes("[-" + "9".repeat(310)), JsonError.NUMBER_TOO_BIG, 1);
  }

  @Test
  void countsNoMoreFractionDigitsThanRapidJson() {
    // Of 0.1234... the parser takes 17 digits, so that the greatest exponent is 308 + 17.
    assertThatCode(
            () -> JsonDocument.parse(bytes("0." + "1".repeat(30) + "e325"), TrailingBytes.REJECT))
        .doesNotThrowAnyException();
    assertRefused(bytes("0." + "1".repeat(30) + "e326"), JsonError.NUMBER_TOO_BIG, 0);
    assertRefused(bytes("1".repeat(18) + ".5e309"), JsonError.NUMBER_TOO_BIG, 0);
  }
}
