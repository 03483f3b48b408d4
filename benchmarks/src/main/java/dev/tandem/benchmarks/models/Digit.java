package dev.tandem.benchmarks.models;

/** One image of 8x8 pixels from 0 (white) to 16 (black), row by row, and the digit it shows. */
final class Digit {
  static final int SIDE = 8;
  static final int CLASSES = 10;
  static final int BLACK = 16;

  private final float[] pixels;
  private final int label;

  private Digit(float[] pixels, int label) {
    this.pixels = pixels;
    this.label = label;
  }

  /** Reads a line of comma-separated pixels with the label behind them. */
  static Digit parse(String line) {
    String[] cells = line.split(",", -1);
    if (cells.length != SIDE * SIDE + 1) {
      throw new IllegalArgumentException(
          "digit: %d numbers (expected: %d)".formatted(cells.length, SIDE * SIDE + 1));
    }
    float[] pixels = new float[SIDE * SIDE];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = inRange("pixel", cells[i], BLACK);
    }
    return new Digit(pixels, inRange("label", cells[pixels.length], CLASSES - 1));
  }

  int label() {
    return label;
  }

  float[] pixels() {
    return pixels.clone();
  }

  private static int inRange(String field, String cell, int max) {
    int value = Integer.parseInt(cell);
    if (value < 0 || value > max) {
      throw new IllegalArgumentException("%s: %d (expected: 0 to %d)".formatted(field, value, max));
    }
    return value;
  }
}
