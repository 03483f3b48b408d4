package dev.tandem.benchmarks.models;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Writes the example repository; fails, and writes nothing, where training falls short. */
public final class MakeModels {
  static final double REQUIRED_ACCURACY = 0.95;

  private MakeModels() {}

  /** Takes the folder to write to; what else lies there stays. */
  public static void main(String[] args) throws IOException {
    if (args.length != 1) {
      throw new IllegalArgumentException(
          "arguments: %d (expected: 1, the folder to write to)".formatted(args.length));
    }
    Map<String, byte[]> files = new HashMap<>(SmallModels.files());
    files.putAll(DigitModel.texts());
    files.put(DigitModel.PATH, DigitModel.toOnnx(trainedNetwork()));
    Path root = Path.of(args[0]).toAbsolutePath().normalize();
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      Path path = root.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.write(path, file.getValue());
    }
    System.out.printf("wrote %d files to %s%n", files.size(), root);
  }

  private static DigitNetwork trainedNetwork() throws IOException {
    DigitData data = DigitData.load();
    DigitNetwork network = DigitTraining.train(data.training(), DigitTraining.EPOCHS);
    double training = DigitTraining.accuracy(network, data.training());
    double heldBack = DigitTraining.accuracy(network, data.heldBack());
    System.out.printf(
        Locale.ROOT,
        "digits: %.2f %% of %d training images, %.2f %% of %d held-back images%n",
        100 * training,
        data.training().size(),
        100 * heldBack,
        data.heldBack().size());
    requireAccuracy(heldBack);
    return network;
  }

  static void requireAccuracy(double heldBack) {
    if (heldBack < REQUIRED_ACCURACY) {
      throw new IllegalStateException(
          String.format(
              Locale.ROOT,
              "digits: accuracy %.4f on the held-back images (expected: >= %.2f)",
              heldBack,
              REQUIRED_ACCURACY));
    }
  }
}
