package dev.tandem.engine.backend.onnx;

import dev.tandem.engine.tensor.Lease;
import dev.tandem.engine.tensor.Tensor;
import java.util.Optional;

/** A tensor and one share of the memory it lies in, which one without elements does without. */
record OwnedTensor(Tensor tensor, Optional<Lease> lease) implements AutoCloseable {
  @Override
  public void close() {
    lease.ifPresent(Lease::close);
  }
}
