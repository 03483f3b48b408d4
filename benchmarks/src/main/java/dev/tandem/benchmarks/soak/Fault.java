package dev.tandem.benchmarks.soak;

/** An end that a request must not have. */
final class Fault extends RuntimeException {
  private static final long serialVersionUID = 1L;

  Fault(String message) {
    super(message);
  }
}
