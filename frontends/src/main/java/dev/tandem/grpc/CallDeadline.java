package dev.tandem.grpc;

import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.RequestOptions;
import io.grpc.Deadline;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Until when the caller waits, if it said so. */
record CallDeadline(@Nullable Deadline deadline) {
  /** As the engine counts time. */
  long ns() {
    return deadline == null
        ? RequestOptions.NO_DEADLINE
        : System.nanoTime() + deadline.timeRemaining(TimeUnit.NANOSECONDS);
  }

  /** Why the caller has gone, where it has. */
  Reason reason() {
    boolean late = deadline != null && deadline.isExpired();
    return late ? Reason.DEADLINE_EXCEEDED : Reason.CANCELLED;
  }
}
