package dev.tandem.benchmarks.soak;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Connections that are open all the time: some send nothing, some stop in the middle of a head. */
final class IdleClients implements AutoCloseable {
  private static final int EACH = 100;
  private static final byte[] HALF_A_HEAD =
      "POST /v2/models/id/infer HTTP/1.1\r\nhost: soak\r\nx-stalled: ye".getBytes(US_ASCII);

  private final List<HttpSocket> sockets = new ArrayList<>();

  void open(int httpPort, int grpcPort) throws IOException {
    for (int i = 0; i < EACH; i++) {
      sockets.add(new HttpSocket(httpPort));
      sockets.add(new HttpSocket(grpcPort));
      HttpSocket stalled = new HttpSocket(httpPort);
      stalled.send(HALF_A_HEAD, HALF_A_HEAD.length);
      sockets.add(stalled);
    }
  }

  @Override
  public void close() throws IOException {
    for (HttpSocket socket : sockets) {
      socket.abort();
    }
  }
}
