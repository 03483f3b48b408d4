package dev.tandem.benchmarks.models;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Every output is a weighted sum of all inputs; {@link #kernel} is [inputs, outputs]. */
final class Dense implements Layer {
  final Weights kernel;
  final Weights bias;
  private final int outputs;
  private final float[] output;
  private final float[] inputGradient;
  private float[] input = {};

  Dense(int inputs, int outputs, Random random) {
    this.outputs = outputs;
    this.kernel = Weights.random(inputs * outputs, inputs, random);
    this.bias = Weights.zeros(outputs);
    this.output = new float[outputs];
    this.inputGradient = new float[inputs];
  }

  @Override
  public float[] forward(float[] input) {
    this.input = input;
    System.arraycopy(bias.values, 0, output, 0, outputs);
    for (int i = 0; i < input.length; i++) {
      MultiplyAdd.addScaled(input[i], kernel.values, i * outputs, output, 0, outputs);
    }
    return output;
  }

  @Override
  public float[] backward(float[] outputGradient) {
    MultiplyAdd.addScaled(1, outputGradient, 0, bias.gradients, 0, outputs);
    Arrays.fill(inputGradient, 0);
    for (int i = 0; i < input.length; i++) {
      MultiplyAdd.addScaled(input[i], outputGradient, 0, kernel.gradients, i * outputs, outputs);
      inputGradient[i] = MultiplyAdd.dot(kernel.values, i * outputs, outputGradient, 0, outputs);
    }
    return inputGradient;
  }

  @Override
  public List<Weights> weights() {
    return List.of(kernel, bias);
  }
}
