package dev.tandem.engine.repository;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that decides about models. Tasks come from anywhere and are bounded by what asks
 * for them: a caller that waits, a load that ends. Between tasks it looks at what has become due.
 */
final class RepositoryLoop implements Executor, AutoCloseable {
  private static final Logger logger = LoggerFactory.getLogger(RepositoryLoop.class);

  private static final long CLOSE_NS = TimeUnit.SECONDS.toNanos(10);
  private static final long AFTER_FAULT_NS = TimeUnit.SECONDS.toNanos(1);

  private final BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
  private final LongSupplier tick;
  private final Thread thread;
  private volatile boolean closed;
  private volatile boolean ended;

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

  /** Throws {@link RejectedExecutionException} where the thread has ended, and else runs it. */
  @Override
  public void execute(Runnable task) {
    tasks.add(task);
    if (ended && tasks.remove(task)) {
      throw new RejectedExecutionException("the repository has ended");
    }
  }

  private void run() {
    while (!closed) {
      try {
        runAll(tasks.poll(idleNs(), TimeUnit.NANOSECONDS));
      } catch (InterruptedException e) {
        break;
      }
    }
    ended = true;
    runAll(tasks.poll());
  }

  private long idleNs() {
    long idleNs = AFTER_FAULT_NS;
    try {
      idleNs = tick.getAsLong();
    } catch (RuntimeException | Error e) {
      logger.error("the repository goes on after a fault", e);
    }
    return idleNs;
  }

  private void runAll(@Nullable Runnable first) {
    for (Runnable task = first; task != null; task = tasks.poll()) {
      try {
        task.run();
      } catch (RuntimeException | Error e) {
        logger.error("the repository goes on after a fault", e);
      }
    }
  }

  /** Ends the thread once the tasks that are there are done, and waits for that for a while. */
  @Override
  public void close() {
    closed = true;
    tasks.add(() -> {});
    try {
      TimeUnit.NANOSECONDS.timedJoin(thread, CLOSE_NS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
