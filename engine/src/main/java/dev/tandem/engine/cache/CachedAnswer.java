package dev.tandem.engine.cache;

import dev.tandem.engine.tensor.Lease;
import dev.tandem.engine.tensor.Tensor;
import java.util.List;
import java.util.Map;

/** An answer out of a cache, and a share of the memory that its tensors lie in. */
public record CachedAnswer(List<Tensor> outputs, Map<String, Object> parameters, Lease share) {
  public CachedAnswer {
    outputs = List.copyOf(outputs);
    parameters = Map.copyOf(parameters);
  }
}
