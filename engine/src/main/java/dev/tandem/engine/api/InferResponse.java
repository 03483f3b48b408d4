package dev.tandem.engine.api;

import dev.tandem.engine.tensor.Lease;
import dev.tandem.engine.tensor.Tensor;
import java.util.List;
import org.agrona.CloseHelper;

/**
 * An answer: views of output tensors, and the shares of the memory they lie in. Whoever receives it
 * closes it once, when the bytes have been written.
 */
public record InferResponse(ServedModel model, String id, List<Tensor> outputs, List<Lease> shares)
    implements AutoCloseable {
  public InferResponse {
    outputs = List.copyOf(outputs);
    shares = List.copyOf(shares);
  }

  @Override
  public void close() {
    CloseHelper.closeAll(shares);
  }
}
