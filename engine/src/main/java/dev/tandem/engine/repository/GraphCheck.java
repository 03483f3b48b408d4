package dev.tandem.engine.repository;

import dev.tandem.engine.model.ConfigException;
import dev.tandem.engine.model.ConfigNames;
import dev.tandem.engine.model.Finding;
import dev.tandem.engine.model.Finding.Stage;
import dev.tandem.engine.model.GraphInfo;
import dev.tandem.engine.model.GraphTensor;
import dev.tandem.engine.model.ModelConfig;
import dev.tandem.engine.model.ModelInput;
import dev.tandem.engine.model.ModelOutput;
import dev.tandem.engine.model.SequenceBatching;
import dev.tandem.engine.model.SequenceBatching.Control;
import dev.tandem.engine.model.SequenceBatching.ControlInput;
import dev.tandem.engine.model.SequenceBatching.State;
import dev.tandem.engine.tensor.DataType;
import dev.tandem.engine.tensor.Shape;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Whether a complete configuration fits the graph of its model; throws {@link ConfigException} in
 * the words of Triton's ONNX backend where it does not.
 */
public final class GraphCheck {
  private final ModelConfig config;
  private final GraphInfo graph;
  private final GraphCorrection correction;
  private final Findings findings = Findings.at(Stage.VERSION);

  private GraphCheck(ModelConfig config, GraphInfo graph) {
    this.config = config;
    this.graph = graph;
    correction = new GraphCorrection(config, graph);
  }

  /** Throws the first of the {@link #findings}. */
  public static void check(ModelConfig config, GraphInfo graph) {
    run(config, graph).throwFirst();
  }

  /** Everything in which the configuration does not fit, with the lines that would. */
  static List<Finding> findings(ModelConfig config, GraphInfo graph) {
    return run(config, graph).list();
  }

  private static Findings run(ModelConfig config, GraphInfo graph) {
    GraphCheck check = new GraphCheck(config, graph);
    check.findings.check(check::checkInputCount, () -> Optional.of(check.correction.inputs()));
    config.inputs().forEach(check::checkInput);
    check.checkMissingInputs();
    config.outputs().forEach(check::checkOutput);
    if (config.scheduling() instanceof SequenceBatching batching) {
      batching.controlInputs().forEach(check::checkControl);
      batching.states().forEach(check::checkState);
    }
    return check.findings;
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
        .map(Control::kind)
        .distinct()
        .count();
  }

  private void checkInput(ModelInput input) {
    findings.check(() -> checkOptional(input), () -> Optional.of("max_batch_size: 0"));
    Optional<GraphTensor> found = find(input.name(), graph.inputs());
    if (found.isEmpty()) {
      findings.check(
          () -> refuseUnknown(input.name(), "input", graph.inputs()),
          () -> Optional.of(correction.inputs()));
      return;
    }
    GraphTensor tensor = found.get();
    Supplier<Optional<String>> line = () -> Optional.of(correction.input(input, tensor));
    findings.check(() -> checkType("input", input.name(), input.type(), tensor), line);
    if (input.allowRagged()) {
      findings.check(() -> checkRagged(input, tensor.shape()));
    } else {
      checkShape(input.name(), input.modelDims(), tensor.shape(), line);
    }
  }

  private void checkOptional(ModelInput input) {
    Require.that(
        !input.optional() || config.maxBatchSize() == 0,
        cannotLoad()
            + "optional input '"
            + input.name()
            + "' is not supported for models that support batching");
  }

  /** Triton only counts them; whoever repairs a configuration wants to know which. */
  private void checkMissingInputs() {
    if (!config.batchInputs().isEmpty() || config.scheduling() instanceof SequenceBatching) {
      return;
    }
    for (GraphTensor tensor : graph.inputs()) {
      boolean missing =
          !tensor.optional()
              && config.inputs().stream().noneMatch(input -> input.name().equals(tensor.name()));
      findings.check(
          () ->
              Require.that(
                  !missing,
                  cannotLoad()
                      + "input '"
                      + tensor.name()
                      + "' of the model is not in the configuration"),
          () -> Optional.of(correction.inputs()));
    }
  }

  private void checkOutput(ModelOutput output) {
    Optional<GraphTensor> found = find(output.name(), graph.outputs());
    if (found.isEmpty()) {
      findings.check(
          () -> refuseUnknown(output.name(), "output", graph.outputs()),
          () -> Optional.of(correction.outputs()));
      return;
    }
    GraphTensor tensor = found.get();
    Supplier<Optional<String>> line = () -> Optional.of(correction.output(output, tensor));
    findings.check(() -> checkType("output", output.name(), output.type(), tensor), line);
    boolean ofWholeBatch =
        config.batchOutputs().stream()
            .anyMatch(batchOutput -> batchOutput.targetNames().contains(output.name()));
    if (!ofWholeBatch) {
      checkShape(output.name(), output.modelDims(), tensor.shape(), line);
    }
  }

  private void checkControl(ControlInput input) {
    Optional<GraphTensor> found = find(input.name(), graph.inputs());
    if (found.isEmpty()) {
      findings.check(() -> refuseUnknown(input.name(), "input", graph.inputs()));
      return;
    }
    for (Control control : input.controls()) {
      findings.check(() -> checkType("input", input.name(), control.inputType(), found.get()));
    }
  }

  private void checkState(State state) {
    checkState("input", state.inputName(), state, graph.inputs());
    checkState("output", state.outputName(), state, graph.outputs());
  }

  private void checkState(String what, String name, State state, List<GraphTensor> tensors) {
    Optional<GraphTensor> found = find(name, tensors);
    if (found.isEmpty()) {
      findings.check(() -> refuseUnknown(name, what, tensors));
      return;
    }
    findings.check(() -> checkType(what, name, state.type(), found.get()));
    checkShape(name, state.dims(), found.get().shape(), Optional::empty);
  }

  private static Optional<GraphTensor> find(String name, List<GraphTensor> tensors) {
    return tensors.stream().filter(tensor -> tensor.name().equals(name)).findFirst();
  }

  private static void refuseUnknown(String name, String what, List<GraphTensor> tensors) {
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
  private void checkShape(String name, Shape dims, Shape shape, Supplier<Optional<String>> line) {
    if (!shape.isRankKnown()) {
      return;
    }
    if (shape.rank() == 0) {
      findings.check(() -> checkScalar(name, dims), line);
    } else if (findings.check(
        () -> checkBatching(name, shape), () -> Optional.of(correction.withoutBatching()))) {
      findings.check(() -> checkDims(name, dims, shape), line);
    }
  }

  private void checkBatching(String name, Shape shape) {
    Require.that(
        config.maxBatchSize() == 0 || shape.dim(0) == Shape.VARIABLE,
        subject(name)
            + "for the model to support batching the shape should have at least 1 dimension and the"
            + " first dimension must be -1; but shape expected by the model is "
            + shape);
  }

  private void checkDims(String name, Shape dims, Shape shape) {
    boolean batching = config.maxBatchSize() > 0;
    Shape full = batching ? dims.withLeading(Shape.VARIABLE) : dims;
    Require.that(
        shape.accepts(full),
        subject(name)
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

  private String subject(String name) {
    return "model '" + config.name() + "', tensor '" + name + "': ";
  }

  private String cannotLoad() {
    return "unable to load model '" + config.name() + "', ";
  }
}
