package dev.tandem.benchmarks.models;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtException;
import com.google.protobuf.ByteString;
import dev.tandem.benchmarks.cases.Answer;
import dev.tandem.benchmarks.cases.SampleInput;
import dev.tandem.benchmarks.floor.OrtFloor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchmarkModelsTest {
  @TempDir private Path repository;

  @BeforeEach
  void write() throws IOException {
    BenchmarkModels.write(repository);
  }

  @Test
  void everyModelHasAConfiguration() throws IOException {
    try (Stream<Path> models = Files.list(repository)) {
      assertThat(models)
          .hasSize(10)
          .allSatisfy(
              model ->
                  assertThat(model.resolve("config.pbtxt"))
                      .content()
                      .contains("name: \"" + model.getFileName() + "\""));
    }
  }

  @Test
  void identityGivesItsInputBack() throws OrtException {
    SampleInput input = SampleInput.floats("INPUT", 16);

    assertThat(answer("id", input).outputs()).containsEntry("OUTPUT", input.bytes());
  }

  @Test
  void perceptronAndImageNetworkAnswerWithAllClasses() throws OrtException {
    assertThat(outputBytes("mlp", SampleInput.floats("INPUT", 512))).isEqualTo(10 * Float.BYTES);
    assertThat(outputBytes("cnn", SampleInput.floats("INPUT", 3, 224, 224)))
        .isEqualTo(1000 * Float.BYTES);
  }

  private int outputBytes(String model, SampleInput input) throws OrtException {
    return answer(model, input).outputs().values().stream().mapToInt(ByteString::size).sum();
  }

  private Answer answer(String model, SampleInput input) throws OrtException {
    try (OrtFloor floor = new OrtFloor(repository.resolve(model).resolve("1/model.onnx"))) {
      return floor.answer(List.of(input));
    }
  }
}
