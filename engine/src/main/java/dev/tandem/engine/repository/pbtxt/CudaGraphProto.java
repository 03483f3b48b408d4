package dev.tandem.engine.repository.pbtxt;

import dev.tandem.engine.model.Optimization.GraphShapes;
import dev.tandem.engine.model.Optimization.GraphSpec;
import dev.tandem.proto.kserve.ModelOptimizationPolicy.Cuda;
import dev.tandem.proto.kserve.ModelOptimizationPolicy.Cuda.GraphSpec.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@link GraphSpec} and its message. */
final class CudaGraphProto {
  private CudaGraphProto() {}

  static GraphSpec read(Cuda.GraphSpec message) {
    Optional<GraphShapes> lowerBound = Optional.empty();
    if (message.hasGraphLowerBound()) {
      Cuda.GraphSpec.LowerBound bound = message.getGraphLowerBound();
      lowerBound = Optional.of(new GraphShapes(bound.getBatchSize(), read(bound.getInputMap())));
    }
    return new GraphSpec(
        new GraphShapes(message.getBatchSize(), read(message.getInputMap())), lowerBound);
  }

  static Cuda.GraphSpec write(GraphSpec spec) {
    Cuda.GraphSpec.Builder message =
        Cuda.GraphSpec.newBuilder()
            .setBatchSize(spec.shapes().batchSize())
            .putAllInput(write(spec.shapes().inputs()));
    spec.lowerBound()
        .ifPresent(
            bound ->
                message
                    .getGraphLowerBoundBuilder()
                    .setBatchSize(bound.batchSize())
                    .putAllInput(write(bound.inputs())));
    return message.build();
  }

  private static Map<String, List<Long>> read(Map<String, Shape> messages) {
    Map<String, List<Long>> inputs = new LinkedHashMap<>();
    messages.forEach((name, shape) -> inputs.put(name, List.copyOf(shape.getDimList())));
    return inputs;
  }

  private static Map<String, Shape> write(Map<String, List<Long>> inputs) {
    Map<String, Shape> messages = new LinkedHashMap<>();
    inputs.forEach((name, dims) -> messages.put(name, Shape.newBuilder().addAllDim(dims).build()));
    return messages;
  }
}
