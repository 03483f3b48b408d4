package dev.tandem.json;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.List;
import org.junit.jupiter.api.Test;

class JsonValueTest {
  private static JsonValue parse(String document) {
    return JsonDocument.parse(document.getBytes(UTF_8), TrailingBytes.REJECT).root();
  }

  @Test
  void knowsItsKind() {
    List<JsonKind> kinds =
        parse("[null,false,true,{},[],\"\",0,-1,NaN,-Inf]").elements().stream()
            .map(JsonValue::kind)
            .toList();

    assertThat(kinds)
        .containsExactly(
            JsonKind.NULL,
            JsonKind.FALSE,
            JsonKind.TRUE,
            JsonKind.OBJECT,
            JsonKind.ARRAY,
            JsonKind.STRING,
            JsonKind.NUMBER,
            JsonKind.NUMBER,
            JsonKind.NUMBER,
            JsonKind.NUMBER);
    assertThat(JsonKind.FALSE.displayName()).isEqualTo("False");
  }

  @Test
  void navigatesAnInferenceRequest() {
    JsonValue input =
        parse(
                """
                {"id": "7", "inputs": [
                  {"data": [[1, 2.5], [3, -4]], "name": "x", "datatype": "FP32", "shape": [2, 2]},
                  {"name": "y"}
                ]}""")
            .member("inputs")
            .orElseThrow()
            .first()
            .orElseThrow();

    assertThat(input.member("datatype").orElseThrow().text()).isEqualTo("FP32");
    assertThat(input.member("shape").orElseThrow().elements())
        .extracting(dim -> dim.number().longValue())
        .containsExactly(2L, 2L);
    assertThat(input.member("data").orElseThrow().size()).isEqualTo(2);
    assertThat(input.member("parameters")).isEmpty();
  }

  @Test
  void findsTheFirstOfTwoMembersOfOneName() {
    JsonValue object = parse("{\"a\":1,\"b\":[{}],\"a\":2}");

    assertThat(object.member("a").orElseThrow().number().longValue()).isEqualTo(1);
    assertThat(object.members()).extracting(JsonMember::name).containsExactly("a", "b", "a");
    assertThat(object.size()).isEqualTo(3);
  }

  @Test
  void findsNamesThatAreWrittenWithEscapes() {
    JsonValue object = parse("{\"\\u0061\\n\":1,\"a\":2}");

    assertThat(object.member("a\n").orElseThrow().number().longValue()).isEqualTo(1);
    assertThat(object.member("a").orElseThrow().number().longValue()).isEqualTo(2);
  }

  @Test
  void decodesEveryEscape() {
    String document = "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0041\\u00e9\\u20AC\\ud83d\\ude00\\u0000z\"";

    assertThat(parse(document).text()).isEqualTo("\"\\/\b\f\n\r\tAé€😀\0z");
    assertThat(parse(document).utf8()).isEqualTo("\"\\/\b\f\n\r\tAé€😀\0z".getBytes(UTF_8));
  }

  @Test
  void keepsBytesThatAreNotUtf8() {
    byte[] document = "\"\u00ff\u0080\u00c3\\udc00\"".getBytes(ISO_8859_1);
    JsonValue value = JsonDocument.parse(document, TrailingBytes.REJECT).root();

    assertThat(value.utf8())
        .isEqualTo(new byte[] {-1, -128, (byte) 0xc3, (byte) 0xed, (byte) 0xb0, (byte) 0x80});
    assertThat(value.text()).startsWith("\ufffd");
  }

  @Test
  void hasNoFirstElementWhenEmpty() {
    assertThat(parse("[ ]").first()).isEmpty();
    assertThat(parse("[ ]").elements()).isEmpty();
    assertThat(parse("{ }").members()).isEmpty();
  }

  @Test
  void readsBooleans() {
    assertThat(parse("true").booleanValue()).isTrue();
    assertThat(parse("false").booleanValue()).isFalse();
    assertThatIllegalStateException()
        .isThrownBy(() -> parse("0").booleanValue())
        .withMessage("value: Number (expected: True or False)");
  }

  @Test
  void refusesAccessOfTheWrongKind() {
    assertThatIllegalStateException()
        .isThrownBy(() -> parse("[]").member("a"))
        .withMessage("value: Array (expected: Object)");
    assertThatIllegalStateException().isThrownBy(() -> parse("\"1\"").number());
    assertThatIllegalStateException().isThrownBy(() -> parse("1").text());
    assertThatIllegalStateException().isThrownBy(() -> parse("1").size());
  }
}
