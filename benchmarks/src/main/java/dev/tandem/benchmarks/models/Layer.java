package dev.tandem.benchmarks.models;

import java.util.List;

/**
 * A step of a network. Images are channels-last: the channels of one pixel lie side by side.
 *
 * <p>Both passes return an array of the layer's own, which the next call overwrites.
 */
interface Layer {
  float[] forward(float[] input);

  /**
   * Adds to the gradients of the weights and returns the gradient of the input that the last {@link
   * #forward} saw.
   */
  float[] backward(float[] outputGradient);

  default List<Weights> weights() {
    return List.of();
  }
}
