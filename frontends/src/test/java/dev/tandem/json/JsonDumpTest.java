package dev.tandem.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class JsonDumpTest {
  private static String dump(String document) {
    return JsonDump.of(JsonDocument.parse(document.getBytes(UTF_8), TrailingBytes.REJECT).root());
  }

  @Test
  void showsScalarsAsRapidJsonKeepsThem() {
    assertThat(dump("\"a\\u0041\\n\"")).isEqualTo("\"aA\\n\"");
    assertThat(dump("1e2")).isEqualTo("100.0");
    assertThat(dump("-7")).isEqualTo("-7");
    assertThat(dump("18446744073709551615")).isEqualTo("18446744073709551615");
    assertThat(dump("18446744073709551616")).isEqualTo("18446744073709552000.0");
    assertThat(dump("true")).isEqualTo("true");
    assertThat(dump("null")).isEqualTo("null");
    assertThat(dump("NaN")).isEqualTo("NaN");
  }

  @Test
  void putsMembersOnLinesAndElementsOnOne() {
    assertThat(dump("{\"a\":[1,[2,{\"b\":3}]],\"c\":{},\"d\":[]}"))
        .isEqualTo(
            """
            {
                "a": [1, [2, {
                            "b": 3
                        }]],
                "c": {},
                "d": []
            }""");
  }

  @Test
  void beginsNothingOnceItIsLongEnough() {
    String numbers = IntStream.range(0, 200).mapToObj(i -> "7").collect(Collectors.joining(","));

    // The bracket, the first number, and 85 times ", 7" make 257 bytes.
    assertThat(dump("[" + numbers + "]")).isEqualTo("[7" + ", 7".repeat(85));
  }

  @Test
  void showsALongStringWholeUnlessItIsVeryLong() {
    assertThat(dump("[\"" + "x".repeat(300) + "\",1]")).isEqualTo("[\"" + "x".repeat(300) + "\"");
    assertThat(dump("[\"" + "é".repeat(600) + "\"]")).isEqualTo("[\"" + "é".repeat(511));
  }

  @Test
  void endsInDeepValuesEarly() {
    assertThat(dump("[".repeat(100_000) + "]".repeat(100_000))).isEqualTo("[".repeat(256));
  }
}
