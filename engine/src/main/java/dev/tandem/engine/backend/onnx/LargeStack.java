package dev.tandem.engine.backend.onnx;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/**
 * Calls on a thread of its own with a large stack. ONNX Runtime 1.29 matches the process's whole
 * command line with a recursive regular expression while its environment is made, and a command
 * line of 4,000 characters overflows an ordinary stack and ends the process.
 */
final class LargeStack {
  private static final long STACK_BYTES = 128L << 20;

  private LargeStack() {}

  static <T> T call(Supplier<T> task) {
    CompletableFuture<T> result = new CompletableFuture<>();
    Thread thread =
        new Thread(
            null,
            () -> {
              try {
                result.complete(task.get());
              } catch (RuntimeException | Error e) {
                result.completeExceptionally(e);
              }
            },
            "onnxruntime-start",
            STACK_BYTES);
    thread.setDaemon(true);
    thread.start();
    try {
      return result.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }
}
