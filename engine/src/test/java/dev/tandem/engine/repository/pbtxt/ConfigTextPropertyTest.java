package dev.tandem.engine.repository.pbtxt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.engine.model.ConfigException;
import dev.tandem.engine.repository.GoldenModels;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class ConfigTextPropertyTest {
  private static final String TEXT = GoldenModels.configText("models/full_config");

  @Property
  void anyTextIsReadOrRefused(@ForAll String text) {
    assertReadOrRefused(text);
  }

  @Property(tries = 3000)
  void anyChangedTextIsReadOrRefused(
      @ForAll @IntRange(max = 5000) int place, @ForAll("tokens") String token) {
    int index = place % TEXT.length();
    assertReadOrRefused(TEXT.substring(0, index) + token + TEXT.substring(index + 1));
  }

  @Provide
  Arbitrary<String> tokens() {
    return Arbitraries.of(
        "",
        "{",
        "}",
        "[",
        "]",
        "\"",
        "'",
        "\\",
        "-",
        "9",
        "99999999999999999999",
        ".",
        ":",
        "#",
        "\"\\xff\"",
        "\n",
        "nan",
        "<",
        ">",
        "1e400",
        "\u0000",
        "[a.b/c]");
  }

  private static void assertReadOrRefused(String text) {
    try {
      assertThat(ConfigText.read(ConfigText.write(ConfigText.read(text)))).isNotNull();
    } catch (ConfigException e) {
      assertThat(e).message().isNotBlank();
    }
  }
}
