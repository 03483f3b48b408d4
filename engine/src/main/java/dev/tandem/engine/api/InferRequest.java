package dev.tandem.engine.api;

import static java.util.Objects.requireNonNull;

import dev.tandem.engine.tensor.Tensor;
import java.util.List;
import java.util.Map;

/**
 * One inference to run. The engine borrows the tensors' bytes from {@link InferenceEngine#infer} on
 * until it calls {@code release}, which it does exactly once on any outcome: before the last
 * answer, but after it where a model is still at what nobody waits for any more: a request that its
 * caller gave up, or a step of an ensemble beside which another step failed.
 *
 * @param id echoed in the answers; may be empty
 * @param outputs names of the outputs wanted; empty for all
 */
public record InferRequest(
    ServedModel model,
    String id,
    List<Tensor> inputs,
    List<String> outputs,
    RequestOptions options,
    Runnable release) {
  public static final Runnable NOTHING_TO_RELEASE = () -> {};

  public InferRequest {
    requireNonNull(model, "model");
    requireNonNull(id, "id");
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    requireNonNull(options, "options");
    requireNonNull(release, "release");
  }

  /** The same with {@code parameters}, which win over those that it has. */
  public InferRequest with(Map<String, Object> parameters) {
    return parameters.isEmpty() ? this : with(options.with(parameters));
  }

  /** The same with other options. */
  public InferRequest with(RequestOptions others) {
    return new InferRequest(model, id, inputs, outputs, others, release);
  }
}
