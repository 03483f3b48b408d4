package dev.tandem.http;

import static java.util.Objects.requireNonNull;

import dev.tandem.engine.tensor.ByteBudget;
import dev.tandem.engine.tensor.NativePool;
import java.time.Duration;

/**
 * What requests over HTTP draw on.
 *
 * @param budget how many bytes all of their bodies may have together
 * @param answers how many bytes the answers may have that their clients have not yet read
 * @param stallTimeout how long a client may send nothing before its body is given up
 */
public record BodyMemory(
    NativePool pool, ByteBudget budget, ByteBudget answers, Duration stallTimeout) {
  private static final Duration STALL_TIMEOUT = Duration.ofSeconds(60);

  public BodyMemory {
    requireNonNull(pool, "pool");
    requireNonNull(budget, "budget");
    requireNonNull(answers, "answers");
    if (stallTimeout.toMillis() < 1) {
      throw new IllegalArgumentException("stallTimeout: " + stallTimeout + " (expected: >= 1 ms)");
    }
  }

  public BodyMemory(NativePool pool, ByteBudget budget, ByteBudget answers) {
    this(pool, budget, answers, STALL_TIMEOUT);
  }
}
