package dev.tandem.benchmarks.swap;

import dev.tandem.benchmarks.endtoend.RepositoryClient;
import dev.tandem.benchmarks.models.LargeModel;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Loads and unloads the large model, on a thread of its own, until it is told to stop. */
final class Swaps {
  private final RepositoryClient repository;
  private final CompletableFuture<Integer> done;
  private volatile boolean stopped;

  private Swaps(RepositoryClient repository) {
    this.repository = repository;
    done = CompletableFuture.supplyAsync(this::swap, task -> new Thread(task, "swaps").start());
  }

  static Swaps start(RepositoryClient repository) {
    return new Swaps(repository);
  }

  private int swap() {
    int loads = 0;
    try {
      while (!stopped) {
        repository.load(LargeModel.NAME);
        repository.unload(LargeModel.NAME);
        loads++;
      }
    } catch (IOException e) {
      throw new CompletionException(e);
    }
    return loads;
  }

  /** Waits for the end of the load that is under way; says how many there were. */
  int stop() throws IOException {
    stopped = true;
    try {
      return done.join();
    } catch (CompletionException e) {
      throw new IOException("the model was not loaded and unloaded", e.getCause());
    }
  }
}
