package dev.tandem.golden;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class GoldenScoreTest {
  private static final GoldenScore SCORE =
      GoldenScore.of(
          List.of(
              new Outcome("a/1", "a", Protocol.HTTP, true, true, ""),
              new Outcome("a/2", "a", Protocol.HTTP, true, false, "text"),
              new Outcome("b/1", "b", Protocol.HTTP, false, false, "status"),
              new Outcome("a/3", "a", Protocol.GRPC, false, false, "code"),
              new Outcome("a/4", "a", Protocol.HTTP, false, false, "value")));

  @Test
  void countsEachGroupOfEachProtocol() {
    assertThat(SCORE.rows())
        .containsExactly(
            new GoldenScore.Row("HTTP", "a", 3, 2, 1),
            new GoldenScore.Row("HTTP", "b", 1, 0, 0),
            new GoldenScore.Row("GRPC", "a", 1, 0, 0));
    assertThat(SCORE.total()).isEqualTo(new GoldenScore.Row("all", "", 5, 2, 1));
  }

  @Test
  void statesTheShareThatIsCompatible() {
    assertThat(SCORE.total().compatibleShare()).isEqualTo(0.4);
  }

  @Test
  void printsOneLineForEachAndOneForAll() {
    assertThat(SCORE.table().lines())
        .containsExactly(
            "      group                     cases  compatible  exact",
            "http  a                             3           2      1",
            "http  b                             1           0      0",
            "grpc  a                             1           0      0",
            "all                                 5           2      1");
  }
}
