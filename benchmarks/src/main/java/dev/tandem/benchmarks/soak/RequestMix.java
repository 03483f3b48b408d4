package dev.tandem.benchmarks.soak;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/** Draws what is done next: pure functions of the random numbers they are given. */
final class RequestMix {
  private static final RequestKind[] KINDS = RequestKind.values();
  private static final int TOTAL = Arrays.stream(KINDS).mapToInt(RequestKind::weight).sum();

  private RequestMix() {}

  static RequestKind kind(RandomGenerator random) {
    int left = random.nextInt(TOTAL);
    for (RequestKind kind : KINDS) {
      left -= kind.weight();
      if (left < 0) {
        return kind;
      }
    }
    throw new IllegalStateException("the weights do not add up to " + TOTAL);
  }

  /** From {@code least} to {@code most}, each order of magnitude as often as any other. */
  static int size(RandomGenerator random, int least, int most) {
    double size = least * Math.pow((double) most / least, random.nextDouble());
    return (int) Math.min(most, Math.max(least, Math.round(size)));
  }
}
