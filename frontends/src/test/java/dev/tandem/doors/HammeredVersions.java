package dev.tandem.doors;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A caller that asks without stopping, one request after the other, and tells each time when
 * another version answers than before.
 */
final class HammeredVersions implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 20;

  private final LongSupplier call;
  private final BlockingQueue<Long> changes = new LinkedBlockingQueue<>();
  private final AtomicLong answers = new AtomicLong();
  private final Thread thread;
  private volatile boolean closed;
  private volatile @Nullable Throwable failure;

  private HammeredVersions(String name, LongSupplier call) {
    this.call = call;
    thread = new Thread(this::run, name);
  }

  /**
   * @param call makes a request; gives the version that answered, and throws where none did
   */
  static HammeredVersions start(String name, LongSupplier call) {
    HammeredVersions hammer = new HammeredVersions(name, call);
    hammer.thread.start();
    return hammer;
  }

  private void run() {
    long last = -1;
    try {
      while (!closed) {
        long version = call.getAsLong();
        answers.incrementAndGet();
        if (version != last) {
          changes.add(version);
          last = version;
        }
      }
    } catch (RuntimeException | Error e) {
      failure = e;
    }
  }

  /** The next version that answers, which is another than before. */
  long next() throws InterruptedException {
    Long version = changes.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    if (version == null) {
      throw new AssertionError(thread.getName() + " sees no other version", failure);
    }
    return version;
  }

  long answers() {
    return answers.get();
  }

  /** Ends the calls; throws where one failed or another version came up than were asked for. */
  void end() throws InterruptedException {
    closed = true;
    thread.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
    if (failure != null) {
      throw new AssertionError(thread.getName() + " failed", failure);
    }
    if (!changes.isEmpty()) {
      throw new AssertionError(thread.getName() + " saw more versions: " + changes);
    }
  }

  @Override
  public void close() {
    closed = true;
  }
}
