package dev.tandem.benchmarks.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class RequestMixTest {
  private static final int DRAWS = 100_000;

  private final RandomGenerator random = new SplittableRandom(1);

  @Test
  void eachKindComesAsOftenAsItsWeightSays() {
    Map<RequestKind, Integer> drawn = new EnumMap<>(RequestKind.class);
    for (int i = 0; i < DRAWS; i++) {
      drawn.merge(RequestMix.kind(random), 1, Integer::sum);
    }
    int total = Arrays.stream(RequestKind.values()).mapToInt(RequestKind::weight).sum();
    for (RequestKind kind : RequestKind.values()) {
      double expected = (double) DRAWS * kind.weight() / total;
      assertThat((double) drawn.getOrDefault(kind, 0))
          .as(kind.name())
          .isBetween(expected * 0.8, expected * 1.2);
    }
  }

  @Test
  void theSameSeedGivesTheSameRequests() {
    RandomGenerator same = new SplittableRandom(1);
    for (int i = 0; i < 100; i++) {
      assertThat(RequestMix.kind(same)).isEqualTo(RequestMix.kind(random));
    }
  }

  @Test
  void sizesKeepToTheirBoundsAndEveryOrderOfMagnitudeComes() {
    int[] ofLength = new int[7];
    for (int i = 0; i < DRAWS; i++) {
      int size = RequestMix.size(random, 10, 100_000);
      assertThat(size).isBetween(10, 100_000);
      ofLength[Integer.toString(size).length()]++;
    }
    for (int digits = 2; digits <= 5; digits++) {
      assertThat(ofLength[digits]).as(digits + " digits").isBetween(DRAWS / 5, DRAWS / 3);
    }
  }

  @Test
  void aSizeWithoutAChoiceIsThatSize() {
    assertThat(RequestMix.size(random, 16, 16)).isEqualTo(16);
  }
}
