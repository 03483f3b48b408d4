package dev.tandem.benchmarks.models;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Trains a {@link DigitNetwork} on distorted images; the same digits give the same weights, bit for
 * bit.
 *
 * <p>The numbers here, like those of the network, were chosen by four-fold cross-validation inside
 * {@link DigitData#training()}, in file order: 98.8 % on the folds left out.
 */
final class DigitTraining {
  static final int EPOCHS = 80;
  private static final int BATCH = 32;
  private static final float FIRST_RATE = 0.006f;
  private static final long SEED = 1;

  private DigitTraining() {}

  static DigitNetwork train(List<Digit> digits, int epochs) {
    Random random = new Random(SEED);
    DigitNetwork network = new DigitNetwork(random);
    List<Digit> order = new ArrayList<>(digits);
    for (int epoch = 0; epoch < epochs; epoch++) {
      float rate = FIRST_RATE * (epochs - epoch) / epochs;
      Collections.shuffle(order, random);
      for (int from = 0; from < order.size(); from += BATCH) {
        List<Digit> batch = order.subList(from, Math.min(from + BATCH, order.size()));
        batch.forEach(
            digit -> network.learn(Distortion.random(random).apply(digit.pixels()), digit.label()));
        network.step(rate, batch.size());
      }
    }
    return network;
  }

  /** The share of the digits that the network recognises. */
  static double accuracy(DigitNetwork network, List<Digit> digits) {
    long right = digits.stream().filter(d -> network.classify(d.pixels()) == d.label()).count();
    return (double) right / digits.size();
  }
}
