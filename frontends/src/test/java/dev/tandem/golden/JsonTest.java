package dev.tandem.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
  @Test
  void readsEveryKindOfValue() throws IOException {
    assertThat(Json.read(" {\"a\":[1,1.5,true,null,\"\\u00e9\"],\"b\":{}} "))
        .isEqualTo(Map.of("a", Arrays.asList(1, 1.5, true, null, "é"), "b", Map.of()));
  }

  @Test
  void keepsNumbersWhole() throws IOException {
    assertThat(Json.read("[18446744073709551615,NaN,-Infinity]"))
        .isEqualTo(
            List.of(new BigInteger("18446744073709551615"), Double.NaN, Double.NEGATIVE_INFINITY));
  }

  @Test
  void takesTheLastOfFieldsWithOneName() throws IOException {
    assertThat(Json.read("{\"a\":1,\"a\":2}")).isEqualTo(Map.of("a", 2));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "{", "[1,]", "{} {}", "text", "-INF", "+1", "'a'", "nul"})
  void rejectsWhatIsNotOneJsonText(String text) {
    assertThatThrownBy(() -> Json.read(text)).isInstanceOf(IOException.class);
  }

  @Test
  void rejectsBytesThatAreNotUtf8() {
    assertThatThrownBy(() -> Json.read(ByteString.fromHex("22ff22")))
        .isInstanceOf(IOException.class);
  }
}
