package dev.tandem.engine.cache;

import dev.tandem.engine.api.InferRequest;
import dev.tandem.engine.tensor.ByteBudget;
import dev.tandem.engine.tensor.Tensor;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the keys of large requests are made: to read through all that one message may bring takes
 * seconds, for which no event loop can stand still.
 */
public final class LargeKeys {
  private static final Logger logger = LoggerFactory.getLogger(LargeKeys.class);

  /** Read within a millisecond or two. */
  static final long LARGE_BYTES = 1L << 20;

  /** Nobody else counts what waits here. */
  private static final long MOST_BYTES = 256L << 20;

  private final ByteBudget waiting = new ByteBudget(MOST_BYTES);
  private final Executor threads;

  /**
   * @param threads also look the requests up, and tell what was found
   */
  public LargeKeys(Executor threads) {
    this.threads = threads;
  }

  static long bytesOf(InferRequest request) {
    long bytes = 0;
    for (Tensor input : request.inputs()) {
      bytes += input.bytes().size();
    }
    return bytes;
  }

  /** Runs {@code task} there, for a request of {@code bytes}; false where it finds no room. */
  boolean offer(long bytes, Runnable task) {
    if (!waiting.tryReserve(bytes)) {
      return false;
    }
    try {
      threads.execute(() -> run(bytes, task));
      return true;
    } catch (RuntimeException | Error e) {
      logger.error("response cache: a large request cannot be looked up", e);
      waiting.release(bytes);
      return false;
    }
  }

  private void run(long bytes, Runnable task) {
    try {
      task.run();
    } finally {
      waiting.release(bytes);
    }
  }
}
