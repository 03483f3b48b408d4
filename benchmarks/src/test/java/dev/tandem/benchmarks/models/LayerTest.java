package dev.tandem.benchmarks.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the gradients of every layer against differences of its outputs. */
class LayerTest {
  private static final float STEP = 1e-2f;

  private final Random random = new Random(3);

  static Stream<Case> layers() {
    Random random = new Random(5);
    return Stream.of(
        new Case("convolution", new Convolution(4, 2, 3, random), 4 * 4 * 2),
        new Case("dense", new Dense(6, 4, random), 6),
        new Case("relu", new Relu(8), 8),
        new Case("max pool", new MaxPool(4, 2), 4 * 4 * 2));
  }

  @ParameterizedTest
  @MethodSource("layers")
  void gradientOfInputMatchesDifferences(Case tested) {
    Layer layer = tested.layer;
    float[] input = distinct(tested.inputs);
    float[] direction = distinct(layer.forward(input).length);
    float[] gradient = layer.backward(direction).clone();

    for (int i = 0; i < input.length; i++) {
      assertThat(gradient[i])
          .as("input %d", i)
          .isCloseTo(slope(layer, input, direction, input, i), within(1e-2f));
    }
  }

  @ParameterizedTest
  @MethodSource("layers")
  void gradientsOfWeightsMatchDifferences(Case tested) {
    Layer layer = tested.layer;
    float[] input = distinct(tested.inputs);
    float[] direction = distinct(layer.forward(input).length);
    layer.backward(direction);

    for (Weights weights : layer.weights()) {
      for (int i = 0; i < weights.values.length; i++) {
        assertThat(weights.gradients[i])
            .as("weight %d", i)
            .isCloseTo(slope(layer, input, direction, weights.values, i), within(1e-2f));
      }
    }
  }

  /** How fast the output moves in a direction while one of the {@code knobs} moves. */
  private static float slope(
      Layer layer, float[] input, float[] direction, float[] knobs, int index) {
    float before = knobs[index];
    knobs[index] = before + STEP;
    float[] up = layer.forward(input).clone();
    knobs[index] = before - STEP;
    float[] down = layer.forward(input).clone();
    knobs[index] = before;
    float slope = 0;
    for (int i = 0; i < up.length; i++) {
      slope += (up[i] - down[i]) / (2 * STEP) * direction[i];
    }
    return slope;
  }

  /** Values further apart, and further from zero, than a step: no layer has a kink between. */
  private float[] distinct(int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      float size = (i + 1) * 4 * STEP;
      int other = random.nextInt(i + 1);
      values[i] = values[other];
      values[other] = random.nextBoolean() ? size : -size;
    }
    return values;
  }

  private record Case(String name, Layer layer, int inputs) {
    @Override
    public String toString() {
      return name;
    }
  }
}
