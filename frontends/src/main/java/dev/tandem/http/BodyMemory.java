package dev.tandem.http;

import static java.util.Objects.requireNonNull;

import dev.tandem.engine.tensor.ByteBudget;
import dev.tandem.engine.tensor.NativePool;
import java.time.Duration;

/**
 * What the bodies of a server's requests draw on.
 *
 * @param budget how many bytes all of them may have together
 * @param stallTimeout how long a client may send nothing before its body is given up
 */
public record BodyMemory(NativePool pool, ByteBudget budget, Duration stallTimeout) {
  private static final Duration STALL_TIMEOUT = Duration.ofSeconds(60);

  public BodyMemory {
    requireNonNull(pool, "pool");
    requireNonNull(budget, "budget");
    if (stallTimeout.toMillis() < 1) {
      throw new IllegalArgumentException("stallTimeout: " + stallTimeout + " (expected: >= 1 ms)");
    }
  }

  public BodyMemory(NativePool pool, ByteBudget budget) {
    this(pool, budget, STALL_TIMEOUT);
  }
}
