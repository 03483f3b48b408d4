package dev.tandem.engine.schedule;

import dev.tandem.engine.tensor.Lease;
import dev.tandem.engine.tensor.Tensor;
import java.util.HashMap;
import java.util.Map;
import org.agrona.CloseHelper;
import org.jspecify.annotations.Nullable;

/**
 * What the last request of a sequence left to the next, by the names of the inputs that take it.
 * Belongs to one thread at a time.
 */
final class SequenceStates {
  private final Map<String, Kept> kept = new HashMap<>();

  /**
   * A tensor without its row dimension.
   *
   * @param memory that it lies in
   * @param giveBack takes its bytes out of what is counted
   */
  record Kept(Tensor tensor, Lease memory, Runnable giveBack) implements AutoCloseable {
    @Override
    public void close() {
      memory.close();
      giveBack.run();
    }
  }

  @Nullable Tensor of(String input) {
    Kept state = kept.get(input);
    return state == null ? null : state.tensor;
  }

  void keep(String input, Kept state) {
    CloseHelper.close(kept.put(input, state));
  }

  void close() {
    kept.values().forEach(Kept::close);
    kept.clear();
  }
}
