package dev.tandem.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class JsonReaderTest {
  private static JsonReader reader(String document) {
    return JsonDocument.parse(document.getBytes(UTF_8), TrailingBytes.IGNORE).root().reader();
  }

  private static List<JsonToken> tokens(JsonReader reader) {
    List<JsonToken> tokens = new ArrayList<>();
    do {
      tokens.add(reader.next());
    } while (reader.token() != JsonToken.END);
    return tokens;
  }

  @Test
  void givesEveryTokenInOrder() {
    JsonReader reader = reader(" { \"a\" : [ 1 , \"s\" , true,false , null ] ,\"b\":{ } } ");

    assertThat(tokens(reader))
        .containsExactly(
            JsonToken.OBJECT_START,
            JsonToken.NAME,
            JsonToken.ARRAY_START,
            JsonToken.NUMBER,
            JsonToken.STRING,
            JsonToken.TRUE,
            JsonToken.FALSE,
            JsonToken.NULL,
            JsonToken.ARRAY_END,
            JsonToken.NAME,
            JsonToken.OBJECT_START,
            JsonToken.OBJECT_END,
            JsonToken.OBJECT_END,
            JsonToken.END);
    assertThat(reader.next()).isEqualTo(JsonToken.END);
  }

  @Test
  void readsScalarRoots() {
    assertThat(tokens(reader("12"))).containsExactly(JsonToken.NUMBER, JsonToken.END);
    assertThat(tokens(reader(" \"a\" : "))).containsExactly(JsonToken.STRING, JsonToken.END);
    assertThat(tokens(reader("true"))).containsExactly(JsonToken.TRUE, JsonToken.END);
  }

  @Test
  void readsOnlyTheValueItWasMadeFor() {
    JsonValue value =
        JsonDocument.parse("{\"a\":[[1],2],\"b\":3}".getBytes(UTF_8), TrailingBytes.REJECT)
            .root()
            .member("a")
            .orElseThrow();

    assertThat(tokens(value.reader()))
        .containsExactly(
            JsonToken.ARRAY_START,
            JsonToken.ARRAY_START,
            JsonToken.NUMBER,
            JsonToken.ARRAY_END,
            JsonToken.NUMBER,
            JsonToken.ARRAY_END,
            JsonToken.END);
  }

  @Test
  void skipsContainersToTheirEnd() {
    JsonReader reader = reader("[[1,[2]],{\"a\":\"]\"},[],5,[6]]");
    reader.next();

    for (int i = 0; i < 3; i++) {
      reader.next();
      reader.skip();
      assertThat(reader.depth()).isEqualTo(1);
    }
    assertThat(reader.next()).isEqualTo(JsonToken.NUMBER);
    reader.skip();
    assertThat(reader.number().longValue()).isEqualTo(5);
    assertThat(reader.next()).isEqualTo(JsonToken.ARRAY_START);
    assertThat(reader.size()).isEqualTo(1);
    assertThat(reader.next()).isEqualTo(JsonToken.NUMBER);
    assertThat(reader.number().longValue()).isEqualTo(6);
  }

  @Test
  void skipsTheWholeRootOnce() {
    JsonReader reader = reader("[1,2]");
    reader.next();
    reader.skip();
    reader.skip();

    assertThat(reader.token()).isEqualTo(JsonToken.ARRAY_END);
    assertThat(reader.next()).isEqualTo(JsonToken.END);
  }

  @Test
  void tellsSizesWhereContainersStart() {
    JsonReader reader = reader("[[],[1],{\"a\":1,\"b\":[1,2,3]}]");
    List<Integer> sizes = new ArrayList<>();
    while (reader.next() != JsonToken.END) {
      if (reader.token() == JsonToken.ARRAY_START || reader.token() == JsonToken.OBJECT_START) {
        sizes.add(reader.size());
      }
    }

    assertThat(sizes).containsExactly(3, 0, 1, 2, 3);
  }

  @Test
  void comparesAndDecodesTexts() {
    JsonReader reader = reader("[\"caf\\u00e9\",\"café\",\"\"]");
    reader.next();

    for (int i = 0; i < 2; i++) {
      reader.next();
      assertThat(reader.textEquals("café")).isTrue();
      assertThat(reader.textEquals("caf")).isFalse();
      assertThat(reader.text()).isEqualTo("café");
      ByteSink sink = new ByteSink(0);
      reader.appendUtf8(sink);
      assertThat(sink.toByteArray()).isEqualTo("café".getBytes(UTF_8));
    }
    reader.next();
    assertThat(reader.textEquals("")).isTrue();
  }

  @Test
  void handsOutTheValueItStandsOn() {
    JsonReader reader = reader("{\"a\":{\"b\":[7]}}");
    reader.next();
    reader.next();
    reader.next();

    JsonValue inner = reader.value();

    assertThat(inner.member("b").orElseThrow().first().orElseThrow().number().longValue())
        .isEqualTo(7);
    assertThat(reader.next()).isEqualTo(JsonToken.NAME);
  }

  @Test
  void refusesAccessAtTheWrongToken() {
    JsonReader reader = reader("{\"a\":[]}");
    assertThatIllegalStateException().isThrownBy(reader::value).withMessageContaining("END");
    reader.next();
    assertThatIllegalStateException()
        .isThrownBy(reader::number)
        .withMessage("token: OBJECT_START (expected: NUMBER)");
    assertThatIllegalStateException().isThrownBy(reader::text);
    reader.next();
    assertThatIllegalStateException().isThrownBy(reader::size);
    assertThatIllegalStateException().isThrownBy(reader::value);
  }
}
