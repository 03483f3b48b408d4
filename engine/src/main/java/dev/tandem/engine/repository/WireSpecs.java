package dev.tandem.engine.repository;

import dev.tandem.engine.api.ServedModel.ModelInputSpec;
import dev.tandem.engine.model.GraphInfo;
import dev.tandem.engine.model.GraphTensor;
import dev.tandem.engine.model.ModelConfig;
import dev.tandem.engine.model.ModelInput;
import dev.tandem.engine.model.ModelOutput;
import dev.tandem.engine.tensor.DataType;
import dev.tandem.engine.tensor.Shape;
import dev.tandem.engine.tensor.TensorSpec;
import java.util.List;
import java.util.Optional;

/** The inputs and outputs of a model as clients see them. */
record WireSpecs(List<ModelInputSpec> inputs, List<TensorSpec> outputs) {
  WireSpecs {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }

  static WireSpecs of(ModelConfig config, Optional<GraphInfo> graph) {
    List<GraphTensor> graphInputs = graph.map(GraphInfo::inputs).orElse(List.of());
    List<GraphTensor> graphOutputs = graph.map(GraphInfo::outputs).orElse(List.of());
    List<ModelInputSpec> inputs =
        config.inputs().stream()
            .map(input -> new ModelInputSpec(spec(input, config, graphInputs), input.optional()))
            .toList();
    List<TensorSpec> outputs =
        config.outputs().stream().map(output -> spec(output, config, graphOutputs)).toList();
    return new WireSpecs(inputs, outputs);
  }

  private static TensorSpec spec(ModelInput input, ModelConfig config, List<GraphTensor> graph) {
    return spec(input.name(), input.type().orElseThrow(), input.dims(), config, graph);
  }

  private static TensorSpec spec(ModelOutput output, ModelConfig config, List<GraphTensor> graph) {
    return spec(output.name(), output.type().orElseThrow(), output.dims(), config, graph);
  }

  private static TensorSpec spec(
      String name, DataType type, Shape dims, ModelConfig config, List<GraphTensor> graph) {
    boolean anyRank =
        dims.equals(Shape.of(Shape.VARIABLE))
            && config.maxBatchSize() == 0
            && graph.stream()
                .anyMatch(tensor -> tensor.name().equals(name) && !tensor.shape().isRankKnown());
    if (anyRank) {
      return new TensorSpec(name, type, Shape.UNKNOWN_RANK);
    }
    return new TensorSpec(
        name, type, config.maxBatchSize() > 0 ? dims.withLeading(Shape.VARIABLE) : dims);
  }
}
