package dev.tandem.engine.model;

import java.util.List;

/**
 * What a model file says of itself: its inputs, its outputs, and the names of outputs that are not
 * tensors and therefore cannot be served.
 */
public record GraphInfo(
    List<GraphTensor> inputs, List<GraphTensor> outputs, List<String> skippedOutputs) {
  public GraphInfo {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    skippedOutputs = List.copyOf(skippedOutputs);
  }
}
