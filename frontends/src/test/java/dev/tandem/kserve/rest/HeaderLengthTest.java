package dev.tandem.kserve.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.engine.api.ServingException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeaderLengthTest {
  @Test
  void takesTheWholeBodyAsJsonWithoutTheHeader() {
    assertThat(HeaderLength.of(null, 42)).isEqualTo(42);
  }

  @ParameterizedTest
  @CsvSource({"0,0", "42,42", "12abc,12", "12.5,12", "+7,7", "' 9',9"})
  void readsALeadingNumber(String header, int length) {
    assertThat(HeaderLength.of(header, 42)).isEqualTo(length);
  }

  @ParameterizedTest
  @CsvSource({
    "-1, 'inference header size should be in range (0, 42), got: -1'",
    "43, 'inference header size should be in range (0, 42), got: 43'",
    "abc, 'Unable to parse Inference-Header-Content-Length, got: abc'",
    "99999999999999999999, 'Unable to parse Inference-Header-Content-Length, value is out of range [ -2147483648, 2147483647 ], got:"
        + " 99999999999999999999'"
  })
  void refusesWhatCannotBe(String header, String message) {
    assertThatThrownBy(() -> HeaderLength.of(header, 42))
        .isInstanceOf(ServingException.class)
        .hasMessage(message);
  }
}
