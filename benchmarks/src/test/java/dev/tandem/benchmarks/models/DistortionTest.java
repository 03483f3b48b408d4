package dev.tandem.benchmarks.models;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DistortionTest {
  @Test
  void leavesTheImageAloneWithoutStretchAndMove() {
    float[] pixels = new float[64];
    pixels[0] = 16;
    pixels[27] = 5;

    assertThat(new Distortion(1, 0, 0, 1, 0, 0).apply(pixels)).containsExactly(pixels);
  }

  @Test
  void movesByPartsOfAPixel() {
    float[] pixels = new float[64];
    pixels[3 * 8 + 4] = 8;
    float[] expected = new float[64];
    expected[2 * 8 + 4] = 6;
    expected[2 * 8 + 3] = 2;

    assertThat(new Distortion(1, 0, 0, 1, 0.25f, 1).apply(pixels)).containsExactly(expected);
  }

  @Test
  void swapsAxesAroundTheCentre() {
    float[] pixels = new float[64];
    pixels[7] = 9;
    float[] expected = new float[64];
    expected[7 * 8] = 9;

    assertThat(new Distortion(0, 1, 1, 0, 0, 0).apply(pixels)).containsExactly(expected);
  }
}
