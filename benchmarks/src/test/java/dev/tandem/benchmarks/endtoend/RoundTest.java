package dev.tandem.benchmarks.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RoundTest {
  @Test
  void medianIsTakenOfEachFigureByItselfAndFailuresAddUp() {
    Round median =
        Round.median(
            List.of(
                new Round(3, 10, 100, 500, 1, 64),
                new Round(1, 30, 200, 900, 0, 64),
                new Round(2, 20, 300, 700, 4, 64)));

    assertThat(median).isEqualTo(new Round(2, 20, 200, 700, 5, 64));
  }
}
