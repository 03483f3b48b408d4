package dev.tandem.engine.model;

import java.util.List;
import java.util.Map;

/**
 * What a model file says of itself: its inputs and its outputs.
 *
 * @param skippedOutputs the names of outputs that are not tensors and therefore cannot be served
 * @param classLabels the classes that a classifier in it tells apart, in order; none where there is
 *     no classifier, or several that do not agree
 * @param metadata what the author of the file put into it beside the graph
 */
public record GraphInfo(
    List<GraphTensor> inputs,
    List<GraphTensor> outputs,
    List<String> skippedOutputs,
    List<String> classLabels,
    Map<String, String> metadata) {
  public GraphInfo {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    skippedOutputs = List.copyOf(skippedOutputs);
    classLabels = List.copyOf(classLabels);
    metadata = Map.copyOf(metadata);
  }

  /** Of a file that says nothing else. */
  public static GraphInfo of(List<GraphTensor> inputs, List<GraphTensor> outputs) {
    return new GraphInfo(inputs, outputs, List.of(), List.of(), Map.of());
  }
}
