package dev.tandem.engine.repository;

import dev.tandem.engine.model.GraphInfo;
import dev.tandem.engine.model.GraphTensor;
import dev.tandem.engine.model.ModelConfig;
import dev.tandem.engine.model.ModelInput;
import dev.tandem.engine.model.ModelOutput;
import dev.tandem.engine.repository.pbtxt.ConfigText;
import dev.tandem.engine.tensor.Shape;
import java.util.List;

/** The lines of a configuration as the graph of its model wants them. */
final class GraphCorrection {
  private final GraphInfo graph;
  private final boolean batching;
  private final String batchSize;

  GraphCorrection(ModelConfig config, GraphInfo graph) {
    this.graph = graph;
    batching = config.maxBatchSize() > 0 && ConfigCompletion.canBatch(graph);
    batchSize = config.maxBatchSize() > 0 && !batching ? "max_batch_size: 0\n" : "";
  }

  /** The line of one input; what it says already stays where it fits. */
  String input(ModelInput said, GraphTensor tensor) {
    return batchSize + ConfigText.inputLine(List.of(corrected(said, tensor)));
  }

  String output(ModelOutput said, GraphTensor tensor) {
    return batchSize + ConfigText.outputLine(List.of(corrected(said, tensor)));
  }

  /** The line of all inputs that have to be there. */
  String inputs() {
    return batchSize + inputLine();
  }

  String outputs() {
    return batchSize + outputLine();
  }

  /** The lines of a model whose graph cannot take batches. */
  String withoutBatching() {
    return batchSize + inputLine() + "\n" + outputLine();
  }

  private ModelInput corrected(ModelInput said, GraphTensor tensor) {
    if (fits(said.modelDims(), tensor)) {
      return said.withType(tensor.type());
    }
    return ConfigCompletion.input(tensor, batching).withOptional(said.optional());
  }

  private ModelOutput corrected(ModelOutput said, GraphTensor tensor) {
    if (fits(said.modelDims(), tensor)) {
      return said.withType(tensor.type());
    }
    ModelOutput plain = ConfigCompletion.output(tensor, batching);
    return new ModelOutput(
        plain.name(),
        plain.type(),
        plain.dims(),
        said.labelFilename(),
        plain.reshape(),
        false,
        false);
  }

  private boolean fits(Shape dims, GraphTensor tensor) {
    Shape shape = tensor.shape();
    boolean usable = dims.rank() > 0 && dims.toList().stream().noneMatch(dim -> dim == 0);
    return usable
        && (!shape.isRankKnown()
            || shape.accepts(batching ? dims.withLeading(Shape.VARIABLE) : dims));
  }

  private String inputLine() {
    return ConfigText.inputLine(
        graph.inputs().stream()
            .filter(tensor -> !tensor.optional())
            .map(tensor -> ConfigCompletion.input(tensor, batching))
            .toList());
  }

  private String outputLine() {
    return ConfigText.outputLine(
        graph.outputs().stream().map(tensor -> ConfigCompletion.output(tensor, batching)).toList());
  }
}
