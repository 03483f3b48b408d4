package dev.tandem.benchmarks.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class LevelsTest {
  @Test
  void areTheMediansOfTheQuarters() {
    assertThat(
            Levels.of(List.of(1.0, 9.0, 2.0, 10.0, 20.0, 90.0, 30.0, 31.0, 32.0, 40.0, 40.0, 4.0)))
        .isEqualTo(new Levels(2, 20, 31, 40));
  }

  @Test
  void shareSamplesThatCannotBeSplitEvenly() {
    assertThat(Levels.of(List.of(1.0, 2.0, 3.0, 4.0, 6.0))).isEqualTo(new Levels(1, 2, 3, 5));
  }

  @Test
  void needASampleForEachQuarter() {
    assertThatIllegalArgumentException().isThrownBy(() -> Levels.of(List.of(1.0, 2.0, 3.0)));
  }

  @Test
  void mayRiseWhileTheServerWarmsUpAndALittleAfter() {
    assertThat(new Levels(100, 400, 400, 440).growth(0.05, 20)).isEmpty();
    assertThat(new Levels(900, 400, 400, 300).growth(0.05, 20)).isEmpty();
  }

  @Test
  void mustNotRiseOn() {
    assertThat(new Levels(100, 400, 420, 441).growth(0.05, 20))
        .contains("grew from 400 to 441 (allowed: 440)");
  }
}
