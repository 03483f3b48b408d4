package dev.tandem.server;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.CountDownLatch;

/**
 * The running server: its models and its open listeners.
 *
 * <p>{@link #start} returns once every listener is open, and prints the start-up tables. Closing
 * drains: no new requests are taken, those in flight are answered, models are unloaded.
 */
public final class TandemServer implements AutoCloseable {
  private final CountDownLatch closed = new CountDownLatch(1);

  private TandemServer() {}

  /**
   * Loads the models, then opens the listeners.
   *
   * @throws StartFailure if a port is busy, or models fail and the options say to exit then;
   *     nothing is left open
   */
  public static TandemServer start(ServerOptions options) throws StartFailure {
    requireNonNull(options, "options");
    throw new StartFailure("error: creating server: Unsupported - no listeners in this build", 1);
  }

  /**
   * Waits until another thread has closed the server.
   *
   * @return whether every request was answered within the exit timeout
   */
  public boolean await() throws InterruptedException {
    closed.await();
    return true;
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
