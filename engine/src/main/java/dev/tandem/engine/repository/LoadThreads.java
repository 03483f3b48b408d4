package dev.tandem.engine.repository;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The threads that load and free models. Quiet ones give way to everything else on the machine, and
 * so does whatever they start, for good; what is to serve traffic is therefore started on an
 * ordinary one.
 */
final class LoadThreads implements AutoCloseable {
  private static final long IDLE_SECONDS = 10;

  private final ThreadPoolExecutor quiet;
  private final ThreadPoolExecutor closing;
  private final ThreadPoolExecutor ordinary;

  private LoadThreads(
      ThreadPoolExecutor quiet, ThreadPoolExecutor closing, ThreadPoolExecutor ordinary) {
    this.quiet = quiet;
    this.closing = closing;
    this.ordinary = ordinary;
  }

  /**
   * At most {@code count} of each kind. The calling thread passes its own priority on to the
   * ordinary ones, all of which start here: later the one to start them might be a quiet one.
   */
  static LoadThreads start(int count) {
    ThreadPoolExecutor quiet = pool(count, "model-load", QuietThread::begin);
    quiet.allowCoreThreadTimeOut(true);
    ThreadPoolExecutor closing = pool(count, "model-close", QuietThread::begin);
    closing.allowCoreThreadTimeOut(true);
    ThreadPoolExecutor ordinary = pool(count, "model-start", () -> {});
    ordinary.prestartAllCoreThreads();
    return new LoadThreads(quiet, closing, ordinary);
  }

  private static ThreadPoolExecutor pool(int count, String name, Runnable first) {
    return new ThreadPoolExecutor(
        count,
        count,
        IDLE_SECONDS,
        TimeUnit.SECONDS,
        new LinkedBlockingQueue<>(),
        task -> {
          Thread thread =
              new Thread(
                  () -> {
                    first.run();
                    task.run();
                  },
                  name);
          thread.setDaemon(true);
          return thread;
        });
  }

  /** Where models are loaded. */
  Executor quiet() {
    return quiet;
  }

  /**
   * Where models are closed, quietly too: the system takes back pages for milliseconds on end. No
   * load stands in the way here.
   */
  Executor closing() {
    return closing;
  }

  /** For what holds up others while it does not run. */
  Executor ordinary() {
    return ordinary;
  }

  /** Runs {@code task} on an ordinary thread, and returns when it is done, as it is done. */
  <T> T ordinarily(Supplier<T> task) {
    try {
      return CompletableFuture.supplyAsync(task, ordinary).join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException exception) {
        throw exception;
      }
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw e;
    }
  }

  /** Runs {@code task} on an ordinary thread, and returns when it is done, as it is done. */
  void ordinarily(Runnable task) {
    ordinarily(
        () -> {
          task.run();
          return true;
        });
  }

  /** Takes no more loads; whether those under way have ended in time. */
  boolean endLoads(long timeoutNs) {
    quiet.shutdown();
    return isEnded(quiet, timeoutNs);
  }

  /** Takes no more models to close; whether all are closed in time. */
  boolean endCloses(long timeoutNs) {
    closing.shutdown();
    ordinary.shutdown();
    return isEnded(closing, timeoutNs) && isEnded(ordinary, timeoutNs);
  }

  private static boolean isEnded(ThreadPoolExecutor threads, long timeoutNs) {
    try {
      return threads.awaitTermination(timeoutNs, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Lets what is under way come to its end. */
  @Override
  public void close() {
    quiet.shutdown();
    closing.shutdown();
    ordinary.shutdown();
  }
}
