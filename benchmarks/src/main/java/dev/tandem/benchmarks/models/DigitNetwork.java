package dev.tandem.benchmarks.models;

import java.util.List;
import java.util.Random;

/** Tells digits apart: two convolutions, the first one pooled, and a weighted sum per digit. */
final class DigitNetwork {
  private static final int FIRST_CHANNELS = 16;
  private static final int SECOND_CHANNELS = 32;
  private static final float UNCERTAINTY = 0.1f;
  private static final int POOLED_SIDE = Digit.SIDE / MaxPool.WINDOW;

  final Convolution first;
  final Convolution second;
  final Dense last;
  private final List<Layer> answering;
  private final List<Layer> learning;
  private final float[] scaled = new float[Digit.SIDE * Digit.SIDE];

  /** Keeps the random numbers: learning draws from them too. */
  DigitNetwork(Random random) {
    first = new Convolution(Digit.SIDE, 1, FIRST_CHANNELS, random);
    second = new Convolution(POOLED_SIDE, FIRST_CHANNELS, SECOND_CHANNELS, random);
    int features = POOLED_SIDE * POOLED_SIDE * SECOND_CHANNELS;
    last = new Dense(features, Digit.CLASSES, random);
    Relu firstRelu = new Relu(Digit.SIDE * Digit.SIDE * FIRST_CHANNELS);
    MaxPool pool = new MaxPool(Digit.SIDE, FIRST_CHANNELS);
    Relu secondRelu = new Relu(features);
    Dropout dropout = new Dropout(features, random);
    answering = List.of(first, firstRelu, pool, second, secondRelu, last);
    learning = List.of(first, firstRelu, pool, second, secondRelu, dropout, last);
  }

  /** How likely each digit is for an image of 8x8 pixels from 0 to 16. */
  float[] probabilities(float[] pixels) {
    return softmax(scores(answering, pixels));
  }

  int classify(float[] pixels) {
    return indexOfLargest(probabilities(pixels));
  }

  /**
   * Adds the gradients of the cross-entropy of one image to those of the weights. The aim is not
   * quite certainty: a part of it is spread over all digits.
   */
  void learn(float[] pixels, int label) {
    float[] gradient = softmax(scores(learning, pixels));
    for (int i = 0; i < gradient.length; i++) {
      gradient[i] -= UNCERTAINTY / Digit.CLASSES;
    }
    gradient[label] -= 1 - UNCERTAINTY;
    for (int i = learning.size() - 1; i >= 0; i--) {
      gradient = learning.get(i).backward(gradient);
    }
  }

  void step(float rate, int samples) {
    answering.forEach(layer -> layer.weights().forEach(weights -> weights.step(rate, samples)));
  }

  static int indexOfLargest(float[] values) {
    int best = 0;
    for (int i = 1; i < values.length; i++) {
      best = values[i] > values[best] ? i : best;
    }
    return best;
  }

  private float[] scores(List<Layer> layers, float[] pixels) {
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] = pixels[i] / Digit.BLACK;
    }
    float[] values = scaled;
    for (Layer layer : layers) {
      values = layer.forward(values);
    }
    return values;
  }

  private static float[] softmax(float[] scores) {
    float max = Float.NEGATIVE_INFINITY;
    for (float score : scores) {
      max = Math.max(max, score);
    }
    float[] shares = new float[scores.length];
    float sum = 0;
    for (int i = 0; i < scores.length; i++) {
      // StrictMath gives the same bits on every machine, so training does too.
      shares[i] = (float) StrictMath.exp(scores[i] - max);
      sum += shares[i];
    }
    for (int i = 0; i < shares.length; i++) {
      shares[i] /= sum;
    }
    return shares;
  }
}
