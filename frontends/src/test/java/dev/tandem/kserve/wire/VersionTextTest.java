package dev.tandem.kserve.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.engine.api.ServingException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VersionTextTest {
  @ParameterizedTest
  @CsvSource({
    "1,1",
    "007,7",
    "1abc,1",
    "' 3',3",
    "+4,4",
    "9223372036854775807,9223372036854775807"
  })
  void readsALeadingNumber(String text, long version) {
    assertThat(VersionText.parse(text)).isEqualTo(version);
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "-", "+", ".5", "9223372036854775808"})
  void refusesWhatIsNoNumber(String text) {
    assertThatThrownBy(() -> VersionText.parse(text))
        .isInstanceOf(ServingException.class)
        .hasMessage(
            "failed to get model version from specified version string '"
                + text
                + "' (details: stol), version should be an integral value > 0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "-5x"})
  void refusesNegativeVersions(String text) {
    assertThatThrownBy(() -> VersionText.parse(text))
        .hasMessage(
            "invalid model version specified '"
                + text
                + "' , version should be an integral value > 0");
  }
}
