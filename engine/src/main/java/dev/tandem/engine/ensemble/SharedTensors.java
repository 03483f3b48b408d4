package dev.tandem.engine.ensemble;

import dev.tandem.engine.api.InferRequest;
import dev.tandem.engine.api.InferResponse;
import dev.tandem.engine.schedule.Callers;
import dev.tandem.engine.tensor.Lease;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What all branches of a request take from: its own tensors and those of the steps before it
 * branches. They are given back when the last holder, of which whoever makes this is one, has let
 * go.
 */
final class SharedTensors {
  private final InferRequest request;
  private final AtomicInteger holders = new AtomicInteger(1);
  private volatile @Nullable InferResponse before;

  SharedTensors(InferRequest request) {
    this.request = request;
  }

  /** Takes what the steps before gave; by a holder. */
  void take(InferResponse response) {
    before = response;
  }

  /** The memory of what the steps before gave. */
  List<Lease> leases() {
    InferResponse response = before;
    return response == null ? List.of() : response.shares();
  }

  /** One more holder; by a holder. */
  void hold() {
    holders.incrementAndGet();
  }

  void letGo() {
    if (holders.decrementAndGet() > 0) {
      return;
    }
    Callers.release(request);
    InferResponse response = before;
    if (response != null) {
      response.close();
    }
  }
}
