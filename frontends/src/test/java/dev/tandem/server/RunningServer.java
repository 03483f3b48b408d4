package dev.tandem.server;

import dev.tandem.testing.HeldLog;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Starts the server as {@code tandem serve} does, for tests of other packages. */
public final class RunningServer implements AutoCloseable {
  private final TandemServer server;

  private RunningServer(TandemServer server) {
    this.server = server;
  }

  public static RunningServer start(Path repository) {
    return start("--model-repository=" + repository);
  }

  /** On free ports of this machine, with these flags. */
  public static RunningServer start(String... flags) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "--http-address=127.0.0.1",
                "--grpc-address=127.0.0.1",
                "--http-port=0",
                "--grpc-port=0",
                "--metrics-port=0",
                "--port=any",
                "--rest_api_port=any"));
    all.addAll(List.of(flags));
    try {
      return new RunningServer(
          TandemServer.start(ServerOptions.of(all.toArray(String[]::new)), new HeldLog()));
    } catch (StartFailure e) {
      throw new AssertionError(e);
    }
  }

  public int port(String listener) {
    return Objects.requireNonNull(server.ports().get(listener), listener);
  }

  public long openLeases() {
    return server.openLeases();
  }

  @Override
  public void close() {
    server.close();
  }
}
