package dev.tandem.benchmarks.models;

/** The two inner loops of the layers, over {@code count} neighbours in two arrays. */
final class MultiplyAdd {
  private MultiplyAdd() {}

  /** {@code target += factor * source}. */
  static void addScaled(
      float factor, float[] source, int sourceFrom, float[] target, int targetFrom, int count) {
    for (int i = 0; i < count; i++) {
      target[targetFrom + i] += factor * source[sourceFrom + i];
    }
  }

  static float dot(float[] a, int aFrom, float[] b, int bFrom, int count) {
    float sum = 0;
    for (int i = 0; i < count; i++) {
      sum += a[aFrom + i] * b[bFrom + i];
    }
    return sum;
  }
}
