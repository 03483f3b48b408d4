package dev.tandem.golden;

/** How near the numbers of two answers must be. */
enum Tolerance {
  EXACT {
    @Override
    boolean accepts(double recorded, double now) {
      return false;
    }
  },
  /** Floats may differ in the last digits, which the order of an addition decides. */
  CLOSE {
    @Override
    boolean accepts(double recorded, double now) {
      double larger = Math.max(Math.abs(recorded), Math.abs(now));
      return !Double.isInfinite(larger) && Math.abs(recorded - now) <= RELATIVE * larger;
    }
  };

  private static final double RELATIVE = 2e-6;

  /** Whether two different numbers count as the same. */
  abstract boolean accepts(double recorded, double now);
}
