package dev.tandem.server;

import dev.tandem.tfserving.config.BasePathReload;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.agrona.concurrent.SystemNanoClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The thread on which the file of models is read again and again until this is closed. */
final class ModelConfigThread implements AutoCloseable {
  private static final Logger logger = LoggerFactory.getLogger(ModelConfigThread.class);

  private final ModelConfigPoll poll;
  private final Thread thread;
  private volatile boolean closed;

  private ModelConfigThread(ModelConfigPoll poll) {
    this.poll = poll;
    thread = new Thread(this::run, "model-config-file");
    thread.setDaemon(true);
  }

  /** Starts it, where there is a file that is to be read more than once. */
  static Optional<ModelConfigThread> start(BasePathOptions options, BasePathReload reload) {
    if (options.configFile().isEmpty() || options.configFilePoll().isZero()) {
      return Optional.empty();
    }
    ModelConfigThread started =
        new ModelConfigThread(
            new ModelConfigPoll(
                options.configFile().get(),
                options.configFilePoll(),
                SystemNanoClock.INSTANCE,
                reload));
    started.thread.start();
    return Optional.of(started);
  }

  private void run() {
    while (!closed) {
      LockSupport.parkNanos(poll.idleNs());
      try {
        poll.doWork();
      } catch (RuntimeException e) {
        logger.error("the file of models could not be read again", e);
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
  }
}
