package dev.tandem.engine.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.engine.model.DynamicBatching;
import dev.tandem.engine.model.ModelConfig;
import dev.tandem.engine.model.ModelInput;
import dev.tandem.engine.model.ModelOutput;
import dev.tandem.engine.model.TfServingBatching;
import dev.tandem.engine.tensor.DataType;
import dev.tandem.engine.tensor.Shape;
import dev.tandem.engine.tensor.Tensor;
import dev.tandem.engine.testkit.Tensors;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who asks for other outputs waits in another queue, to TensorFlow Serving. */
class JoinByOutputsTest {
  private static final Shape ROW = Shape.of(1);
  private static final ModelConfig CONFIG =
      ModelConfig.EMPTY
          .withName("m")
          .withMaxBatchSize(4)
          .withScheduling(DynamicBatching.PLAIN.withPreferredBatchSizes(List.of(4)))
          .withInputs(
              List.of(
                  ModelInput.of("X", DataType.INT8, ROW), ModelInput.of("Z", DataType.INT8, ROW)))
          .withOutputs(
              List.of(
                  ModelOutput.of("A", DataType.INT8, ROW),
                  ModelOutput.of("B", DataType.INT8, ROW)));

  @ParameterizedTest
  @CsvSource({
    "A,   A,   true,  true",
    "A,   B,   false, true",
    "A B, B A, true,  true",
    "A B, A,   false, true",
    "'',  '',  true,  true",
    "'',  A,   false, true",
  })
  void joinsThoseWhoWantTheSame(String one, String other, boolean tfServing, boolean triton) {
    assertThat(joins(BatchPolicy.of(TfServingBatching.DEFAULT), one, other)).isEqualTo(tfServing);
    assertThat(joins(BatchPolicy.of(CONFIG), one, other)).isEqualTo(triton);
  }

  private static boolean joins(BatchPolicy policy, String... wanted) {
    try (BatchRig rig = new BatchRig(CONFIG, policy, BatchRig.ECHO)) {
      for (String outputs : wanted) {
        List<String> names = outputs.isEmpty() ? List.of() : List.of(outputs.split(" "));
        rig.add(rig.model, names, tensor("X"), tensor("Z"));
      }
      boolean joins = rig.joins();
      rig.run();
      return joins;
    }
  }

  private static Tensor tensor(String name) {
    return Tensors.counting(name, DataType.INT8, Shape.of(1, 1));
  }
}
