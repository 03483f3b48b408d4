package dev.tandem.benchmarks.models;

/** Passes what is positive, else zero. */
final class Relu implements Layer {
  private final float[] output;
  private final float[] inputGradient;

  Relu(int size) {
    this.output = new float[size];
    this.inputGradient = new float[size];
  }

  @Override
  public float[] forward(float[] input) {
    for (int i = 0; i < output.length; i++) {
      output[i] = Math.max(0, input[i]);
    }
    return output;
  }

  @Override
  public float[] backward(float[] outputGradient) {
    for (int i = 0; i < output.length; i++) {
      inputGradient[i] = output[i] > 0 ? outputGradient[i] : 0;
    }
    return inputGradient;
  }
}
