package dev.tandem.benchmarks.models;

import java.util.Arrays;
import java.util.Random;

/**
 * Numbers that training changes, by the Adam rule, with the gradients gathered since the last step.
 */
final class Weights {
  private static final float MEAN_DECAY = 0.9f;
  private static final float SQUARE_DECAY = 0.999f;
  private static final float EPSILON = 1e-8f;

  final float[] values;
  final float[] gradients;
  private final float[] means;
  private final float[] squares;
  private float meanBias = 1;
  private float squareBias = 1;

  private Weights(float[] values) {
    this.values = values;
    this.gradients = new float[values.length];
    this.means = new float[values.length];
    this.squares = new float[values.length];
  }

  static Weights zeros(int count) {
    return new Weights(new float[count]);
  }

  /** Evenly spread so that a ReLU behind {@code fanIn} of them keeps the variance of its inputs. */
  static Weights random(int count, int fanIn, Random random) {
    float limit = (float) Math.sqrt(6.0 / fanIn);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (2 * random.nextFloat() - 1) * limit;
    }
    return new Weights(values);
  }

  /** Moves against the gradients, which are the sum over {@code samples}, and clears them. */
  void step(float rate, int samples) {
    meanBias *= MEAN_DECAY;
    squareBias *= SQUARE_DECAY;
    float meanScale = 1 / (1 - meanBias);
    float squareScale = 1 / (1 - squareBias);
    for (int i = 0; i < values.length; i++) {
      float gradient = gradients[i] / samples;
      means[i] += (1 - MEAN_DECAY) * (gradient - means[i]);
      squares[i] += (1 - SQUARE_DECAY) * (gradient * gradient - squares[i]);
      float spread = (float) Math.sqrt(squares[i] * squareScale);
      values[i] -= rate * means[i] * meanScale / (spread + EPSILON);
    }
    Arrays.fill(gradients, 0);
  }
}
