package dev.tandem.engine.schedule;

import dev.tandem.engine.backend.BackendResult;
import dev.tandem.engine.tensor.Lease;
import dev.tandem.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What a model that keeps sequences is given and gives beside what clients send and see. */
record SequenceTensors(SequenceControls controls, StateTensors states) {
  void addTo(List<Tensor> inputs, List<PendingRequest> batch, List<Lease> leases) {
    controls.addTo(inputs, batch, leases);
    states.addTo(inputs, batch, leases);
  }

  /** The states beside {@code wanted}. */
  List<String> outputs(List<String> wanted) {
    if (states.isEmpty()) {
      return wanted;
    }
    Set<String> all = new LinkedHashSet<>(wanted);
    all.addAll(states.outputs());
    return new ArrayList<>(all);
  }

  /** What clients see of {@code outputs}. */
  List<Tensor> seen(List<Tensor> outputs) {
    return states.isEmpty() ? outputs : states.seen(outputs);
  }

  /** Keeps the states in {@code result} for the next requests of the sequences. */
  void keep(List<PendingRequest> batch, BackendResult result) {
    if (!states.isEmpty()) {
      states.keep(batch, result);
    }
  }
}
