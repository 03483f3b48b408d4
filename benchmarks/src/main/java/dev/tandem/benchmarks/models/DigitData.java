package dev.tandem.benchmarks.models;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.util.List;
import java.util.zip.GZIPInputStream;

/**
 * The images of {@code digits.csv.gz}, split in file order.
 *
 * <p>The last fifth is held back: no training and no choice of a parameter may look at it. The file
 * runs through its writers one after another, so most of what is held back is by hands that
 * training never saw; a random split would flatter the model.
 *
 * @param training for training, and, split once more, for choosing the parameters of it
 * @param heldBack for the one number that is reported
 */
record DigitData(List<Digit> training, List<Digit> heldBack) {
  private static final String RESOURCE = "digits.csv.gz";
  private static final int HELD_BACK = 360;

  DigitData {
    training = List.copyOf(training);
    heldBack = List.copyOf(heldBack);
  }

  static DigitData load() throws IOException {
    try (InputStream file = DigitData.class.getResourceAsStream(RESOURCE)) {
      if (file == null) {
        throw new IOException("resource " + RESOURCE + " is missing beside " + DigitData.class);
      }
      BufferedReader lines =
          new BufferedReader(new InputStreamReader(new GZIPInputStream(file), US_ASCII));
      return split(lines.lines().map(Digit::parse).toList(), HELD_BACK);
    }
  }

  static DigitData split(List<Digit> digits, int heldBack) {
    int training = digits.size() - heldBack;
    return new DigitData(digits.subList(0, training), digits.subList(training, digits.size()));
  }
}
