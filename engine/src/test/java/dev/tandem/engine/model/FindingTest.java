package dev.tandem.engine.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.engine.model.Finding.Kind;
import org.junit.jupiter.api.Test;

class FindingTest {
  @Test
  void putsItsKindInFrontOfItsReason() {
    assertThat(Finding.of("wrong").text()).isEqualTo("Invalid argument: wrong");
    assertThat(Finding.of(Kind.UNAVAILABLE, "gone").text()).isEqualTo("Unavailable: gone");
  }

  @Test
  void saysInOneLineWhatToChange() {
    assertThat(Finding.of("wrong").withCorrection("a: 1\nname: \"b\"").logLine())
        .isEqualTo("wrong; config.pbtxt should say: a: 1 name: 'b'");
    assertThat(Finding.of("wrong").withCorrection("name: \"it's\"").logLine())
        .isEqualTo("wrong; config.pbtxt should say: name: \"it's\"");
    assertThat(Finding.of("wrong").logLine()).isEqualTo("wrong");
  }
}
