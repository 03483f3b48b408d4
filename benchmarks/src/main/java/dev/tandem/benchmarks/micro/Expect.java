package dev.tandem.benchmarks.micro;

/** A benchmark whose answer is wrong is not to give a figure. */
final class Expect {
  private Expect() {}

  static void that(boolean holds, String what) {
    if (!holds) {
      throw new IllegalStateException("expected: " + what);
    }
  }
}
