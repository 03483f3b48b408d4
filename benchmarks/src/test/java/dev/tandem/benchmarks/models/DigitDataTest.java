package dev.tandem.benchmarks.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DigitDataTest {
  @Test
  void holdsBackTheLastFifth() throws IOException {
    DigitData data = DigitData.load();

    assertThat(data.training()).hasSize(1437);
    assertThat(data.heldBack()).hasSize(360);
    assertThat(data.training().get(0).label()).isZero();
    assertThat(data.heldBack().get(359).label()).isEqualTo(8);
  }

  @Test
  void splitsInOrder() {
    List<Digit> digits = IntStream.range(0, 5).mapToObj(DigitDataTest::blank).toList();

    DigitData data = DigitData.split(digits, 2);

    assertThat(data.training()).extracting(Digit::label).containsExactly(0, 1, 2);
    assertThat(data.heldBack()).extracting(Digit::label).containsExactly(3, 4);
  }

  @Test
  void rejectsWhatIsNoDigit() {
    String white = "0,".repeat(63);
    assertThatThrownBy(() -> Digit.parse(white + "17,3"))
        .hasMessage("pixel: 17 (expected: 0 to 16)");
    assertThatThrownBy(() -> Digit.parse(white + "0,10"))
        .hasMessage("label: 10 (expected: 0 to 9)");
    assertThatThrownBy(() -> Digit.parse("1,2")).hasMessage("digit: 2 numbers (expected: 65)");
  }

  private static Digit blank(int label) {
    return Digit.parse(
        IntStream.range(0, 64).mapToObj(i -> "0").collect(Collectors.joining(",")) + "," + label);
  }
}
