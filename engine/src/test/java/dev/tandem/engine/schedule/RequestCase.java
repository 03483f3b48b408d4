package dev.tandem.engine.schedule;

import dev.tandem.engine.api.InferRequest;
import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.RequestOptions;
import dev.tandem.engine.model.ModelConfig;
import dev.tandem.engine.model.ModelInput;
import dev.tandem.engine.model.ModelOutput;
import dev.tandem.engine.tensor.DataType;
import dev.tandem.engine.tensor.Shape;
import dev.tandem.engine.tensor.Tensor;
import dev.tandem.engine.testkit.SampleModel;
import java.util.List;

/** One line of a table: a request, and the refusal that it meets. */
record RequestCase(String mistake, InferRequest request, Reason reason, String text) {
  /** Batches of at most 8 with two inputs and two outputs of 16 numbers. */
  static final SampleModel SIMPLE =
      model(
          "simple",
          8,
          ModelInput.of("INPUT0", DataType.INT32, Shape.of(16)),
          ModelInput.of("INPUT1", DataType.INT32, Shape.of(16)));

  static final SampleModel NO_BATCH =
      model("nobatch", 0, ModelInput.of("X", DataType.FP32, Shape.of(2, 3)));
  static final SampleModel OPEN =
      model("open", 0, ModelInput.of("X", DataType.FP32, Shape.of(-1, -1)));
  static final SampleModel STRINGS =
      model("strings", 0, ModelInput.of("S", DataType.BYTES, Shape.of(-1)));
  static final SampleModel BATCHED_STRINGS =
      model("batched", 4, ModelInput.of("S", DataType.BYTES, Shape.of(1)));
  static final SampleModel OPTIONAL =
      model(
          "optional",
          0,
          ModelInput.of("A", DataType.INT8, Shape.of(1)),
          ModelInput.of("B", DataType.INT8, Shape.of(1)).withOptional(true));

  static SampleModel model(String name, int maxBatchSize, ModelInput... inputs) {
    return SampleModel.of(
        ModelConfig.EMPTY
            .withName(name)
            .withMaxBatchSize(maxBatchSize)
            .withInputs(List.of(inputs))
            .withOutputs(
                List.of(
                    ModelOutput.of("OUTPUT0", DataType.INT32, Shape.of(16)),
                    ModelOutput.of("OUTPUT1", DataType.INT32, Shape.of(16)))));
  }

  static InferRequest request(SampleModel model, Tensor... inputs) {
    return request(model, List.of(), inputs);
  }

  static InferRequest request(SampleModel model, List<String> outputs, Tensor... inputs) {
    return new InferRequest(
        model,
        "id",
        List.of(inputs),
        outputs,
        RequestOptions.NONE,
        InferRequest.NOTHING_TO_RELEASE);
  }

  /** With its place in Triton's list of mistakes. */
  @Override
  public String toString() {
    return mistake;
  }
}
