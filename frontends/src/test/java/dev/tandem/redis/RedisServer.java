package dev.tandem.redis;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** A redis-server of this machine's, which keeps nothing on disk. */
final class RedisServer implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 30;

  private final Process process;

  private RedisServer(Process process) {
    this.process = process;
  }

  /** Skips the test where there is none to start. */
  static RedisServer start(int port, Path folder, String... more) {
    List<String> command = new ArrayList<>(List.of("redis-server", "--port", "" + port));
    command.addAll(List.of("--bind", "127.0.0.1", "--save", "", "--dir", folder.toString()));
    command.addAll(List.of(more));
    try {
      return new RedisServer(
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("redis.log").toFile())
              .start());
    } catch (IOException e) {
      return Assumptions.abort("no redis-server to test with: " + e.getMessage());
    }
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  void signal(String name) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError("redis-server: did not end");
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
