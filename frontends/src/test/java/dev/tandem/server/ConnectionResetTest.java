package dev.tandem.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConnectionResetTest {
  private final Logger all = Logger.getLogger("");
  private final Logger listener = Logger.getLogger(HttpListener.class.getName());
  private final Records records = new Records();

  @BeforeEach
  void listen() {
    listener.setLevel(Level.FINE);
    all.addHandler(records);
  }

  @AfterEach
  void leave() {
    all.removeHandler(records);
    listener.setLevel(null);
  }

  @Test
  void isNoTroubleInTheLog(@TempDir Path repository) throws Exception {
    try (RunningServer server = RunningServer.start(repository)) {
      resetInTheMiddleOfABody(server.port("HTTPService"));

      assertThat(records.broken.await(30, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(records.troubles).isEmpty();
  }

  private static void resetInTheMiddleOfABody(int port) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket
        .getOutputStream()
        .write(
            "POST /v2/models/m/infer HTTP/1.1\r\nhost: h\r\ncontent-length: 9\r\n\r\n{"
                .getBytes(US_ASCII));
    socket.setSoLinger(true, 0);
    socket.close();
  }

  /** Notes what is logged as trouble, and that a connection broke. */
  private static final class Records extends Handler {
    private final Queue<String> troubles = new ConcurrentLinkedQueue<>();
    private final CountDownLatch broken = new CountDownLatch(1);

    @Override
    public void publish(LogRecord record) {
      if (record.getLevel().intValue() >= Level.WARNING.intValue()) {
        troubles.add(record.getLoggerName() + ": " + record.getMessage());
      }
      if (HttpListener.class.getName().equals(record.getLoggerName())
          && record.getMessage().startsWith("an HTTP connection broke")) {
        broken.countDown();
      }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
