package dev.tandem.tfserving.signature.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.tandem.engine.tensor.DataType;
import dev.tandem.tfserving.signature.Signature;
import dev.tandem.tfserving.signature.SignatureTensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DerivedSignaturesTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void derivesRegressionOfOneValueARow(int moreDims) throws IOException {
    VersionFiles version = version().input("x:0", DataType.FP32, -1, 4);
    Signature signature =
        (moreDims == 0
                ? version.output("y", DataType.FP32, -1)
                : version.output("y", DataType.FP32, -1, 1))
            .read("regression");

    assertThat(signature.methodName()).isEqualTo(Signature.REGRESS_METHOD);
    assertThat(signature.inputAliases()).containsExactly("inputs");
    assertThat(signature.inputs().get(0).tensorName()).isEqualTo("tf_example:0");
    assertThat(signature.features()).extracting(SignatureTensor::alias).containsExactly("x");
    assertThat(signature.outputs())
        .extracting(output -> output.alias() + "=" + output.spec().name())
        .containsExactly("outputs=y");
    assertThat(version.read().all())
        .extracting(Signature::name)
        .containsExactly("regression", "serving_default");
  }

  @Test
  void derivesClassificationOfALabelAndScores() throws IOException {
    Signature signature = classifier(DataType.INT64).classLabels("a", "b").read("classification");

    assertThat(signature.methodName()).isEqualTo(Signature.CLASSIFY_METHOD);
    assertThat(signature.outputs())
        .extracting(output -> output.alias() + "=" + output.spec().name())
        .containsExactly("scores=probabilities");
    assertThat(signature.fetch()).containsExactly("probabilities");
    assertThat(signature.classLabels().orElseThrow()).containsExactly("a", "b");
    assertThat(classifier(DataType.BYTES).read("classification").classLabels()).isEmpty();
  }

  @Test
  void derivesNothingWhereTheGraphFitsNeither() throws IOException {
    assertThat(only(version().input("x", DataType.FP32, -1).output("y", DataType.FP64, -1)))
        .isTrue();
    assertThat(only(version().input("x", DataType.FP32, -1).output("y", DataType.FP32, 1)))
        .isTrue();
    assertThat(only(version().input("x", DataType.FP32, -1).output("y", DataType.FP32, -1, 2)))
        .isTrue();
    assertThat(only(version().input("x", DataType.FP32).output("y", DataType.FP32, -1))).isTrue();
    assertThat(only(version().input("x", DataType.FP32, -1, 2, -1).output("y", DataType.FP32, -1)))
        .isTrue();
    assertThat(only(version().output("y", DataType.FP32, -1))).isTrue();
    assertThat(only(classifier(DataType.INT64).output("more", DataType.FP32, -1))).isTrue();
    assertThat(only(classifier(DataType.INT32))).isTrue();
  }

  @Test
  void takesTheLabelsOfTheFirstSourceThatFits() throws IOException {
    assertThat(labels(classifier(DataType.INT64).metadata("classes", "[{}, []]"))).isEmpty();
    assertThat(
            labels(
                classifier(DataType.INT64)
                    .classLabels("a", "b")
                    .metadata("classes", "[\"c\", \"d\"]")))
        .containsExactly("a", "b");
    assertThat(
            labels(classifier(DataType.INT64).classLabels("a").metadata("classes", "[\"c\", 7]")))
        .containsExactly("c", "7");
    assertThat(
            labels(
                classifier(DataType.INT64)
                    .metadata("classes", "cat, dog")
                    .file("labels.txt", "x\ny\n")))
        .containsExactly("x", "y");
  }

  @Test
  void refusesLabelsOfAnotherNumberThanScores() {
    VersionFiles version = classifier(DataType.INT64).file("labels.txt", "a\nb\nc\n");

    assertThat(catchThrowable(version::read))
        .hasMessage(
            "labels.txt: it has 3 lines, but signature \"classification\" has scores of 2 classes");
  }

  private static List<String> labels(VersionFiles version) throws IOException {
    return version.read("classification").classLabels().orElse(List.of());
  }

  /** Whether there is no signature but the default. */
  private static boolean only(VersionFiles version) throws IOException {
    return version.read().all().size() == 1 && version.read().find("").isPresent();
  }

  private VersionFiles version() {
    return new VersionFiles(folder);
  }

  private VersionFiles classifier(DataType label) {
    return version()
        .input("x", DataType.FP32, -1, 4)
        .output("label", label, -1)
        .output("probabilities", DataType.FP32, -1, 2);
  }
}
