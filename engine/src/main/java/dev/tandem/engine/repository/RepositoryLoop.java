package dev.tandem.engine.repository;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that decides about models. Tasks come from anywhere and are bounded by what asks
 * for them: a caller that waits, a load that ends. Between tasks it looks at what has become due.
 */
final class RepositoryLoop implements Executor, AutoCloseable {
  private static final Logger logger = LoggerFactory.getLogger(RepositoryLoop.class);

  private final BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
  private final LongSupplier tick;
  private final Thread thread;
  private volatile boolean closed;

  /**
   * @param tick does what is due, and says for how many nanoseconds nothing more will be
   */
  RepositoryLoop(LongSupplier tick) {
    this.tick = tick;
    thread = new Thread(this::run, "repository");
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  @Override
  public void execute(Runnable task) {
    tasks.add(task);
  }

  private void run() {
    while (!closed) {
      try {
        long idleNs = tick.getAsLong();
        Runnable task = tasks.poll(idleNs, TimeUnit.NANOSECONDS);
        while (task != null) {
          task.run();
          task = tasks.poll();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      } catch (RuntimeException | Error e) {
        logger.error("the repository goes on after a fault", e);
      }
    }
  }

  /** Ends the thread once the task that it is at is done. */
  @Override
  public void close() {
    closed = true;
    execute(() -> {});
  }
}
