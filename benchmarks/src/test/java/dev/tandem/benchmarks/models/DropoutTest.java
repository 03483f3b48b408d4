package dev.tandem.benchmarks.models;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DropoutTest {
  @Test
  void blanksSomeInputsAndTheirGradientsAlike() {
    float[] ones = new float[40];
    Arrays.fill(ones, 1);
    Dropout dropout = new Dropout(ones.length, new Random(1));

    float[] output = dropout.forward(ones).clone();

    assertThat(output).contains(0f, 2f).containsOnly(0f, 2f);
    assertThat(dropout.backward(ones)).containsExactly(output);
    assertThat(dropout.forward(ones)).isNotEqualTo(output);
  }
}
