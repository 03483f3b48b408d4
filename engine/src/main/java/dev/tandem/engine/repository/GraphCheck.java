package dev.tandem.engine.repository;

import dev.tandem.engine.model.ConfigException;
import dev.tandem.engine.model.ConfigNames;
import dev.tandem.engine.model.GraphInfo;
import dev.tandem.engine.model.GraphTensor;
import dev.tandem.engine.model.ModelConfig;
import dev.tandem.engine.model.ModelInput;
import dev.tandem.engine.model.ModelOutput;
import dev.tandem.engine.model.SequenceBatching;
import dev.tandem.engine.tensor.DataType;
import dev.tandem.engine.tensor.Shape;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Whether a complete configuration fits the graph of its model; throws {@link ConfigException} in
 * the words of Triton's ONNX backend where it does not.
 */
public final class GraphCheck {
  private final ModelConfig config;
  private final GraphInfo graph;

  private GraphCheck(ModelConfig config, GraphInfo graph) {
    this.config = config;
    this.graph = graph;
  }

  public static void check(ModelConfig config, GraphInfo graph) {
    GraphCheck check = new GraphCheck(config, graph);
    check.checkInputCount();
    config.inputs().forEach(check::checkInput);
    config.outputs().forEach(check::checkOutput);
  }

  private void checkInputCount() {
    long expected =
        config.inputs().stream().filter(input -> !input.optional()).count()
            + config.batchInputs().size();
    if (config.scheduling() instanceof SequenceBatching batching) {
      expected += controlKinds(batching) + batching.states().size();
    }
    long provided = graph.inputs().stream().filter(input -> !input.optional()).count();
    Require.that(
        expected == provided,
        cannotLoad() + "configuration expects " + expected + " inputs, model provides " + provided);
  }

  private static long controlKinds(SequenceBatching batching) {
    return batching.controlInputs().stream()
        .flatMap(input -> input.controls().stream())
        .map(SequenceBatching.Control::kind)
        .distinct()
        .count();
  }

  private void checkInput(ModelInput input) {
    Require.that(
        !input.optional() || config.maxBatchSize() == 0,
        cannotLoad()
            + "optional input '"
            + input.name()
            + "' is not supported for models that support batching");
    GraphTensor tensor = find(input.name(), "input", graph.inputs());
    checkType("input", input.name(), input.type(), tensor);
    if (input.allowRagged()) {
      checkRagged(input, tensor.shape());
    } else {
      checkShape(input.name(), input.modelDims(), tensor.shape());
    }
  }

  private void checkOutput(ModelOutput output) {
    GraphTensor tensor = find(output.name(), "output", graph.outputs());
    checkType("output", output.name(), output.type(), tensor);
    boolean ofWholeBatch =
        config.batchOutputs().stream()
            .anyMatch(batchOutput -> batchOutput.targetNames().contains(output.name()));
    if (!ofWholeBatch) {
      checkShape(output.name(), output.modelDims(), tensor.shape());
    }
  }

  private static GraphTensor find(String name, String what, List<GraphTensor> tensors) {
    for (GraphTensor tensor : tensors) {
      if (tensor.name().equals(name)) {
        return tensor;
      }
    }
    String allowed =
        tensors.stream().map(GraphTensor::name).sorted().collect(Collectors.joining(", "));
    throw new ConfigException(
        "unexpected inference " + what + " '" + name + "', allowed " + what + "s are: " + allowed);
  }

  private void checkType(
      String what, String name, Optional<DataType> configured, GraphTensor tensor) {
    String type = configured.map(ConfigNames::of).orElse("TYPE_INVALID");
    Require.that(
        configured.equals(Optional.of(tensor.type())),
        cannotLoad()
            + "configuration expects datatype "
            + type
            + " for "
            + what
            + " '"
            + name
            + "', model provides TYPE_"
            + tensor.type());
  }

  private void checkRagged(ModelInput input, Shape shape) {
    String ragged =
        "configuration expects model provides input with shape [-1]%s for ragged input '"
            + input.name()
            + "', ";
    Require.that(
        !input.optional(),
        cannotLoad() + ragged.formatted("") + "which is not supported for optional input");
    // The two spaces are Triton's.
    Require.that(
        !shape.isRankKnown() || shape.equals(Shape.of(Shape.VARIABLE)),
        cannotLoad() + ragged.formatted(" ") + "model provides " + shape);
  }

  /**
   * A variable dimension of the graph takes any configured one, even of an output: the file often
   * knows less of its outputs than the runtime finds out.
   */
  private void checkShape(String name, Shape dims, Shape shape) {
    if (!shape.isRankKnown()) {
      return;
    }
    if (shape.rank() == 0) {
      checkScalar(name, dims);
      return;
    }
    String subject = "model '" + config.name() + "', tensor '" + name + "': ";
    boolean batching = config.maxBatchSize() > 0;
    Require.that(
        !batching || shape.dim(0) == Shape.VARIABLE,
        subject
            + "for the model to support batching the shape should have at least 1 dimension and the"
            + " first dimension must be -1; but shape expected by the model is "
            + shape);
    Shape full = batching ? dims.withLeading(Shape.VARIABLE) : dims;
    Require.that(
        shape.accepts(full),
        subject
            + "the model expects "
            + shape.rank()
            + " dimensions (shape "
            + shape
            + ") but the model configuration specifies "
            + full.rank()
            + " dimensions ("
            + (batching
                ? "an initial batch dimension because max_batch_size > 0 followed by the explicit"
                    + " tensor shape, making complete shape "
                : "shape ")
            + full
            + ")");
  }

  private void checkScalar(String name, Shape dims) {
    for (long dim : dims.toArray()) {
      Require.that(
          dim == 1,
          cannotLoad()
              + "scalar tensor '"
              + name
              + "', should only provide 1 in the model configuration when the model doesn't"
              + " support batching. Model configuration provided: "
              + dims
              + ".");
    }
  }

  private String cannotLoad() {
    return "unable to load model '" + config.name() + "', ";
  }
}
