package dev.tandem.engine.backend;

import dev.tandem.engine.tensor.Lease;
import dev.tandem.engine.tensor.Tensor;
import java.util.List;
import org.agrona.CloseHelper;

/**
 * Output tensors in the order in which answers list them, and the memory they lie in, one share of
 * each lease.
 */
public record BackendResult(List<Tensor> outputs, List<Lease> leases) implements AutoCloseable {
  public BackendResult {
    outputs = List.copyOf(outputs);
    leases = List.copyOf(leases);
  }

  @Override
  public void close() {
    CloseHelper.closeAll(leases);
  }
}
