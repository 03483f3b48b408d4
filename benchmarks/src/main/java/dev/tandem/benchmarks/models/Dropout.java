package dev.tandem.benchmarks.models;

import java.util.Random;

/** Blanks about half of its inputs and doubles the rest, so that nothing behind relies on a few. */
final class Dropout implements Layer {
  private final Random random;
  private final float[] scales;
  private final float[] output;
  private final float[] inputGradient;

  Dropout(int size, Random random) {
    this.random = random;
    this.scales = new float[size];
    this.output = new float[size];
    this.inputGradient = new float[size];
  }

  @Override
  public float[] forward(float[] input) {
    for (int i = 0; i < output.length; i++) {
      scales[i] = random.nextBoolean() ? 2 : 0;
      output[i] = input[i] * scales[i];
    }
    return output;
  }

  @Override
  public float[] backward(float[] outputGradient) {
    for (int i = 0; i < output.length; i++) {
      inputGradient[i] = outputGradient[i] * scales[i];
    }
    return inputGradient;
  }
}
