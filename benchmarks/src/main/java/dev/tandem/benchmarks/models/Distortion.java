package dev.tandem.benchmarks.models;

import java.util.Random;

/**
 * Turns, stretches, slants and moves an image a little, as another hand would: pixel (x, y) is read
 * from (xx * x + xy * y + dx, yx * x + yy * y + dy), both measured from the centre.
 */
record Distortion(float xx, float xy, float yx, float yy, float dx, float dy) {
  private static final float MAX_STRETCH = 0.15f;
  private static final float MAX_MOVE_PIXELS = 0.7f;
  private static final float CENTRE = (Digit.SIDE - 1) / 2f;

  static Distortion random(Random random) {
    return new Distortion(
        1 + upTo(MAX_STRETCH, random),
        upTo(MAX_STRETCH, random),
        upTo(MAX_STRETCH, random),
        1 + upTo(MAX_STRETCH, random),
        upTo(MAX_MOVE_PIXELS, random),
        upTo(MAX_MOVE_PIXELS, random));
  }

  float[] apply(float[] pixels) {
    float[] distorted = new float[pixels.length];
    for (int i = 0; i < pixels.length; i++) {
      int column = i % Digit.SIDE;
      int row = i / Digit.SIDE;
      float x = column - CENTRE;
      float y = row - CENTRE;
      distorted[i] = between(pixels, xx * x + xy * y + dx + CENTRE, yx * x + yy * y + dy + CENTRE);
    }
    return distorted;
  }

  /** The image at a place between its pixels, the four neighbours weighted by nearness. */
  private static float between(float[] pixels, float x, float y) {
    int left = (int) Math.floor(x);
    int top = (int) Math.floor(y);
    float right = x - left;
    float bottom = y - top;
    float upper = at(pixels, left, top) * (1 - right) + at(pixels, left + 1, top) * right;
    float lower = at(pixels, left, top + 1) * (1 - right) + at(pixels, left + 1, top + 1) * right;
    return upper * (1 - bottom) + lower * bottom;
  }

  private static float at(float[] pixels, int x, int y) {
    boolean inside = x >= 0 && x < Digit.SIDE && y >= 0 && y < Digit.SIDE;
    return inside ? pixels[y * Digit.SIDE + x] : 0;
  }

  private static float upTo(float max, Random random) {
    return (2 * random.nextFloat() - 1) * max;
  }
}
