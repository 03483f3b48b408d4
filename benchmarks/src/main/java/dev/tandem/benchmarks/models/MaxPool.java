package dev.tandem.benchmarks.models;

import java.util.Arrays;

/** Keeps the largest value, channel by channel, of each 2x2 square of an image. */
final class MaxPool implements Layer {
  static final int WINDOW = 2;

  private final int side;
  private final int channels;
  private final float[] output;
  private final int[] winners;
  private final float[] inputGradient;

  MaxPool(int side, int channels) {
    this.side = side;
    this.channels = channels;
    int pooled = side / WINDOW;
    this.output = new float[pooled * pooled * channels];
    this.winners = new int[output.length];
    this.inputGradient = new float[side * side * channels];
  }

  @Override
  public float[] forward(float[] input) {
    int pooled = side / WINDOW;
    for (int i = 0; i < output.length; i++) {
      int pixel = i / channels;
      int corner = (pixel / pooled * side + pixel % pooled) * WINDOW * channels + i % channels;
      int winner = corner;
      for (int candidate : new int[] {channels, side * channels, (side + 1) * channels}) {
        winner = input[corner + candidate] > input[winner] ? corner + candidate : winner;
      }
      winners[i] = winner;
      output[i] = input[winner];
    }
    return output;
  }

  @Override
  public float[] backward(float[] outputGradient) {
    Arrays.fill(inputGradient, 0);
    for (int i = 0; i < winners.length; i++) {
      inputGradient[winners[i]] += outputGradient[i];
    }
    return inputGradient;
  }
}
