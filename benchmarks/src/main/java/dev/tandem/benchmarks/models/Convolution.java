package dev.tandem.benchmarks.models;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Slides a 3x3 window over a square image and keeps its size: beyond the border all is zero. {@link
 * #kernel} is [3, 3, inputs, outputs].
 */
final class Convolution implements Layer {
  static final int WINDOW = 3;

  final Weights kernel;
  final Weights bias;
  private final int side;
  private final int inputs;
  private final int outputs;
  private final float[] output;
  private final float[] inputGradient;
  private float[] input = {};

  Convolution(int side, int inputs, int outputs, Random random) {
    this.side = side;
    this.inputs = inputs;
    this.outputs = outputs;
    int taps = WINDOW * WINDOW * inputs;
    this.kernel = Weights.random(taps * outputs, taps, random);
    this.bias = Weights.zeros(outputs);
    this.output = new float[side * side * outputs];
    this.inputGradient = new float[side * side * inputs];
  }

  int inputs() {
    return inputs;
  }

  int outputs() {
    return outputs;
  }

  @Override
  public float[] forward(float[] input) {
    this.input = input;
    for (int pixel = 0; pixel < side * side; pixel++) {
      System.arraycopy(bias.values, 0, output, pixel * outputs, outputs);
    }
    forEachTap(
        (in, out, tap) -> {
          // Half of the inputs are zeros of a ReLU.
          if (input[in] != 0) {
            MultiplyAdd.addScaled(input[in], kernel.values, tap, output, out, outputs);
          }
        });
    return output;
  }

  @Override
  public float[] backward(float[] outputGradient) {
    for (int pixel = 0; pixel < side * side; pixel++) {
      MultiplyAdd.addScaled(1, outputGradient, pixel * outputs, bias.gradients, 0, outputs);
    }
    Arrays.fill(inputGradient, 0);
    forEachTap(
        (in, out, tap) -> {
          inputGradient[in] += MultiplyAdd.dot(kernel.values, tap, outputGradient, out, outputs);
          if (input[in] != 0) {
            MultiplyAdd.addScaled(input[in], outputGradient, out, kernel.gradients, tap, outputs);
          }
        });
    return inputGradient;
  }

  @Override
  public List<Weights> weights() {
    return List.of(kernel, bias);
  }

  /** One input value, the pixel it counts for, and the kernel row that it counts with. */
  private interface Tap {
    void visit(int inputIndex, int outputFrom, int kernelFrom);
  }

  private void forEachTap(Tap tap) {
    for (int y = 0; y < side; y++) {
      for (int x = 0; x < side; x++) {
        for (int row = 0; row < WINDOW; row++) {
          for (int column = 0; column < WINDOW; column++) {
            visit(tap, y, x, row, column);
          }
        }
      }
    }
  }

  private void visit(Tap tap, int y, int x, int row, int column) {
    int sourceY = y + row - 1;
    int sourceX = x + column - 1;
    if (sourceY < 0 || sourceY >= side || sourceX < 0 || sourceX >= side) {
      return;
    }
    int inputFrom = (sourceY * side + sourceX) * inputs;
    int kernelRow = (row * WINDOW + column) * inputs;
    for (int channel = 0; channel < inputs; channel++) {
      tap.visit(inputFrom + channel, (y * side + x) * outputs, (kernelRow + channel) * outputs);
    }
  }
}
