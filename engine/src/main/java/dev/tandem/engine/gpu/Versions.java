package dev.tandem.engine.gpu;

/** How NVIDIA's libraries number themselves. */
final class Versions {
  /** Releases of cuDNN before 9 and of TensorRT before 10 had thousands for the first part. */
  private static final int FIRST_OF_TEN_THOUSANDS = 10_000;

  private Versions() {}

  /** {@code 12060} is CUDA 12.6. */
  static String ofCuda(int number) {
    return number / 1000 + "." + number % 1000 / 10;
  }

  /** {@code 91002} is 9.10.2, and {@code 8907} is 8.9.7. */
  static String ofThreeParts(int number) {
    return number < FIRST_OF_TEN_THOUSANDS
        ? number / 1000 + "." + number % 1000 / 100 + "." + number % 100
        : number / 10_000 + "." + number % 10_000 / 100 + "." + number % 100;
  }
}
