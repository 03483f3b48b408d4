package dev.tandem.kserve.wire;

import dev.tandem.engine.api.InferRequest;
import java.util.Map;

/**
 * A request of the REST protocol: what the engine is asked, and how the answer is to be written.
 *
 * @param binaryOutputs whether outputs that are not listed come as binary
 * @param listedOutputs whether each output that the client listed comes as binary
 * @param asked how the outputs come otherwise
 */
public record RestInfer(
    InferRequest request,
    boolean binaryOutputs,
    Map<String, Boolean> listedOutputs,
    AskedOutputs asked) {
  public RestInfer {
    listedOutputs = Map.copyOf(listedOutputs);
  }

  /** The same with {@code parameters}, which win over those that the request has. */
  public RestInfer with(Map<String, Object> parameters) {
    return parameters.isEmpty()
        ? this
        : new RestInfer(request.with(parameters), binaryOutputs, listedOutputs, asked);
  }

  /** Whether an output goes to shared memory and not into the answer. */
  boolean isShared(String output) {
    return asked.isShared(output);
  }

  public boolean isBinary(String output) {
    Boolean listed = listedOutputs.get(output);
    return listed == null ? binaryOutputs : listed;
  }
}
