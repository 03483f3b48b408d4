package dev.tandem.benchmarks.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Holds the checked-in example repository against its maker; training takes too long for a test.
 */
class MakeModelsTest {
  private static final Path REPOSITORY = Path.of("..", "models");

  private final OrtEnvironment environment = OrtEnvironment.getEnvironment();

  @Test
  void repositoryIsWhatTheMakerWrites() throws IOException {
    Set<String> made = new TreeSet<>(SmallModels.files().keySet());
    made.addAll(DigitModel.texts().keySet());
    made.add(DigitModel.PATH);

    try (Stream<Path> files = Files.walk(REPOSITORY)) {
      assertThat(files.filter(Files::isRegularFile).map(MakeModelsTest::name))
          .filteredOn(name -> !name.equals("README.md"))
          .containsExactlyInAnyOrderElementsOf(made);
    }
    assertSame(SmallModels.files());
    assertSame(DigitModel.texts());
  }

  @ParameterizedTest
  @ValueSource(strings = {"simple", "simple_identity", "half_plus_two", "mlp", "digits"})
  void everyModelLoads(String name) throws OrtException {
    try (OrtSession session = open(name)) {
      assertThat(session.getOutputNames()).isNotEmpty();
    }
  }

  @Test
  void mlpMapsRowsToRows() throws OrtException {
    try (OrtSession session = open("mlp");
        OnnxTensor rows = OnnxTensor.createTensor(environment, new float[3][32]);
        OrtSession.Result result = session.run(Map.of("INPUT", rows))) {
      float[][] output = (float[][]) result.get(0).getValue();

      assertThat(output).hasDimensions(3, 4);
      assertThat(output[0]).isEqualTo(output[2]).doesNotContain(Float.NaN);
    }
  }

  @Test
  void checkedInDigitsRecogniseHeldBackImages() throws IOException, OrtException {
    List<Digit> digits = DigitData.load().heldBack();

    try (OrtSession session = open("digits")) {
      double accuracy = accuracy(probabilities(session, digits), digits);

      MakeModels.requireAccuracy(accuracy);
      assertThat(REPOSITORY.resolve("README.md"))
          .content()
          .contains(String.format(Locale.ROOT, "recognises %.1f %%.", 100 * accuracy));
    }
  }

  @Test
  void rejectsNetworksThatRecogniseTooFew() {
    assertThatCode(() -> MakeModels.requireAccuracy(0.95)).doesNotThrowAnyException();
    assertThatThrownBy(() -> MakeModels.requireAccuracy(0.9491))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("digits: accuracy 0.9491 on the held-back images (expected: >= 0.95)");
  }

  @Test
  void exportedNetworkGivesTheAnswersOfTheTrainedOne() throws IOException, OrtException {
    List<Digit> digits = DigitData.load().training().subList(0, 300);
    DigitNetwork network = DigitTraining.train(digits, 2);

    try (OrtSession session = environment.createSession(DigitModel.toOnnx(network))) {
      float[][] probabilities = probabilities(session, digits);

      for (int i = 0; i < digits.size(); i++) {
        float[] expected = network.probabilities(digits.get(i).pixels());
        assertThat(probabilities[i]).as("image %d", i).containsExactly(expected, within(1e-4f));
      }
    }
  }

  @Test
  void trainingTwiceGivesTheSameBytes() throws IOException {
    List<Digit> digits = DigitData.load().training().subList(0, 100);

    byte[] once = DigitModel.toOnnx(DigitTraining.train(digits, 2));
    byte[] again = DigitModel.toOnnx(DigitTraining.train(digits, 2));

    assertThat(once)
        .isEqualTo(again)
        .isNotEqualTo(DigitModel.toOnnx(DigitTraining.train(digits, 1)));
  }

  private static void assertSame(Map<String, byte[]> files) throws IOException {
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      assertThat(REPOSITORY.resolve(file.getKey())).hasBinaryContent(file.getValue());
    }
  }

  private OrtSession open(String model) throws OrtException {
    return environment.createSession(REPOSITORY.resolve(model + "/1/model.onnx").toString());
  }

  private float[][] probabilities(OrtSession session, List<Digit> digits) throws OrtException {
    float[][][] images = new float[digits.size()][Digit.SIDE][Digit.SIDE];
    for (int i = 0; i < images.length; i++) {
      float[] pixels = digits.get(i).pixels();
      for (int row = 0; row < Digit.SIDE; row++) {
        System.arraycopy(pixels, row * Digit.SIDE, images[i][row], 0, Digit.SIDE);
      }
    }
    try (OnnxTensor image = OnnxTensor.createTensor(environment, images);
        OrtSession.Result result = session.run(Map.of("image", image))) {
      return (float[][]) result.get(0).getValue();
    }
  }

  private static double accuracy(float[][] probabilities, List<Digit> digits) {
    int right = 0;
    for (int i = 0; i < probabilities.length; i++) {
      int best = DigitNetwork.indexOfLargest(probabilities[i]);
      right += best == digits.get(i).label() ? 1 : 0;
    }
    return (double) right / probabilities.length;
  }

  private static String name(Path file) {
    return REPOSITORY.relativize(file).toString().replace(File.separatorChar, '/');
  }
}
