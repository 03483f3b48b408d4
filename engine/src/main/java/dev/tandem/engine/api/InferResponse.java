package dev.tandem.engine.api;

import dev.tandem.engine.tensor.Lease;
import dev.tandem.engine.tensor.Tensor;
import java.util.List;
import java.util.Map;
import org.agrona.CloseHelper;

/**
 * An answer: views of output tensors, and the shares of the memory they lie in. Whoever receives it
 * closes it once, when the bytes have been written.
 *
 * @param parameters of type Boolean, Long, Double or String
 */
public record InferResponse(
    ServedModel model,
    String id,
    List<Tensor> outputs,
    List<Lease> shares,
    Map<String, Object> parameters)
    implements AutoCloseable {
  public InferResponse {
    parameters = Map.copyOf(parameters);
    outputs = List.copyOf(outputs);
    shares = List.copyOf(shares);
  }

  /** An answer that says nothing beside its outputs. */
  public InferResponse(ServedModel model, String id, List<Tensor> outputs, List<Lease> shares) {
    this(model, id, outputs, shares, Map.of());
  }

  /** The same with other outputs, in the same memory; one of the two is to be closed. */
  public InferResponse with(List<Tensor> others) {
    return new InferResponse(model, id, others, shares, parameters);
  }

  @Override
  public void close() {
    CloseHelper.closeAll(shares);
  }
}
