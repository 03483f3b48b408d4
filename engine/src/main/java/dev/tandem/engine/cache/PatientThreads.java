package dev.tandem.engine.cache;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Threads where answers may be told whose receiver makes them wait, as an ensemble does where too
 * much of it is under way. Who gives them tasks bounds how many; threads without one end.
 */
public final class PatientThreads implements Executor {
  /** Those that wait are idle, and with too few of them others would wait for no reason. */
  private static final int MOST_THREADS = 64;

  private static final long IDLE_SECONDS = 10;

  private final ThreadPoolExecutor threads;

  public PatientThreads(String name) {
    threads =
        new ThreadPoolExecutor(
            MOST_THREADS,
            MOST_THREADS,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              Thread thread = new Thread(task, name);
              thread.setDaemon(true);
              return thread;
            });
    threads.allowCoreThreadTimeOut(true);
  }

  @Override
  public void execute(Runnable task) {
    threads.execute(task);
  }
}
