package dev.tandem.engine.repository;

import dev.tandem.engine.api.CompanionReader.VersionContents;
import dev.tandem.engine.api.ServedModel.ModelInputSpec;
import dev.tandem.engine.model.GraphInfo;
import dev.tandem.engine.model.GraphTensor;
import dev.tandem.engine.model.ModelConfig;
import dev.tandem.engine.model.ModelInput;
import dev.tandem.engine.model.ModelOutput;
import dev.tandem.engine.tensor.Shape;
import dev.tandem.engine.tensor.TensorSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The inputs and outputs of a model as clients see them. */
record WireSpecs(List<ModelInputSpec> inputs, List<TensorSpec> outputs) {
  WireSpecs {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }

  /** With the shapes of the configuration, for clients that know it. */
  static WireSpecs configured(ModelConfig config, Optional<GraphInfo> graph) {
    return of(config, graph, false);
  }

  /**
   * With the shapes of the graph; where files say nothing, with those that the configuration gives
   * the model.
   */
  static WireSpecs graph(ModelConfig config, Optional<GraphInfo> graph) {
    return of(config, graph, true);
  }

  private static WireSpecs of(ModelConfig config, Optional<GraphInfo> graph, boolean asGraph) {
    Map<String, Shape> graphShapes = new HashMap<>();
    graph.ifPresent(info -> info.outputs().forEach(tensor -> put(graphShapes, tensor)));
    List<TensorSpec> outputs = new ArrayList<>();
    for (ModelOutput output : config.outputs()) {
      Shape dims = asGraph ? output.modelDims() : output.dims();
      Shape shape = shape(output.name(), dims, config, graphShapes, asGraph);
      outputs.add(new TensorSpec(output.name(), output.type().orElseThrow(), shape));
    }
    graph.ifPresent(info -> info.inputs().forEach(tensor -> put(graphShapes, tensor)));
    List<ModelInputSpec> inputs = new ArrayList<>();
    for (ModelInput input : config.inputs()) {
      Shape dims = asGraph ? input.modelDims() : input.dims();
      Shape shape = shape(input.name(), dims, config, graphShapes, asGraph);
      TensorSpec spec = new TensorSpec(input.name(), input.type().orElseThrow(), shape);
      inputs.add(new ModelInputSpec(spec, input.optional()));
    }
    return new WireSpecs(inputs, outputs);
  }

  /** These tensors as those of a version that is about to be opened. */
  VersionContents contents(ModelFolder folder, long version, Optional<GraphInfo> graph) {
    return new VersionContents(
        folder.name(), version, folder.versionPath(version), inputs, outputs, graph);
  }

  private static void put(Map<String, Shape> shapes, GraphTensor tensor) {
    shapes.put(tensor.name(), tensor.shape());
  }

  private static Shape shape(
      String name,
      Shape dims,
      ModelConfig config,
      Map<String, Shape> graphShapes,
      boolean asGraph) {
    Shape ofGraph = graphShapes.get(name);
    if (ofGraph != null && asGraph) {
      return ofGraph;
    }
    boolean anyRank =
        ofGraph != null
            && !ofGraph.isRankKnown()
            && config.maxBatchSize() == 0
            && dims.equals(Shape.of(Shape.VARIABLE));
    if (anyRank) {
      return Shape.UNKNOWN_RANK;
    }
    return config.maxBatchSize() > 0 ? dims.withLeading(Shape.VARIABLE) : dims;
  }
}
