package dev.tandem.kserve.wire;

import dev.tandem.engine.api.InferRequest;
import java.util.Map;

/**
 * A request of the REST protocol: what the engine is asked, and how the answer is to be written.
 *
 * @param binaryOutputs whether outputs that are not listed come as binary
 * @param listedOutputs whether each output that the client listed comes as binary
 * @param classes the outputs that come as classes
 */
public record RestInfer(
    InferRequest request,
    boolean binaryOutputs,
    Map<String, Boolean> listedOutputs,
    ClassCounts classes) {
  public RestInfer {
    listedOutputs = Map.copyOf(listedOutputs);
  }

  public RestInfer with(InferRequest other) {
    return new RestInfer(other, binaryOutputs, listedOutputs, classes);
  }

  public boolean isBinary(String output) {
    Boolean listed = listedOutputs.get(output);
    return listed == null ? binaryOutputs : listed;
  }
}
