package dev.tandem.http;

import dev.tandem.engine.api.InferResponse;
import dev.tandem.engine.tensor.Tensor;
import io.vertx.core.Context;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;

/**
 * Where answers become text: never on the runner that brings them, on a worker where they are long,
 * and else on the request's own event loop.
 */
public final class TextWork {
  /**
   * Writing more values than this as text takes long enough to be felt by the other connections of
   * an event loop.
   */
  private static final int LARGE_TEXT_BYTES = 32 * 1024;

  private TextWork() {}

  /** How many bytes the outputs of {@code response} have. */
  public static long bytes(InferResponse response) {
    long bytes = 0;
    for (Tensor output : response.outputs()) {
      bytes += output.bytes().size();
    }
    return bytes;
  }

  /**
   * Runs {@code write}, which does not throw, and then on the event loop what it gives; or else
   * {@code never}, where the event loops are gone, and all connections with them.
   */
  public static void run(Context context, long bytes, Supplier<Runnable> write, Runnable never) {
    try {
      if (bytes <= LARGE_TEXT_BYTES) {
        context.runOnContext(go -> write.get().run());
      } else {
        context
            .executeBlocking(write::get, false)
            .onComplete(Runnable::run, failure -> never.run());
      }
    } catch (RejectedExecutionException e) {
      never.run();
    }
  }
}
