package dev.tandem.benchmarks.load;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpResponseDecoder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** POSTs over HTTP/1.1, one at a time on each connection, all on one event loop. */
public final class HttpLoad implements Load {
  private final Connector connector;
  private final List<HttpConnection> connections = new ArrayList<>();

  /**
   * @param headers lines that end in CRLF, beside host and content length
   */
  public HttpLoad(int port, String path, String headers, byte[] body, int connections) {
    this.connector = new Connector(port);
    String head =
        "POST %s HTTP/1.1\r\nhost: 127.0.0.1:%d\r\ncontent-length: %d\r\n%s\r\n"
            .formatted(path, port, body.length, headers);
    ByteBuf request = SharedBytes.of(head.getBytes(US_ASCII), body);
    for (int i = 0; i < connections; i++) {
      HttpConnection connection = new HttpConnection(request);
      connector.connect(new HttpResponseDecoder(), connection);
      this.connections.add(connection);
    }
  }

  /** On the first connection. */
  @Override
  public byte[] ask() {
    return connections.get(0).ask();
  }

  @Override
  public LoadRun run(Duration duration) {
    ClosedLoop loop = new ClosedLoop(connections.size(), duration, () -> true);
    connector.execute(() -> connections.forEach(connection -> connection.start(loop)));
    return loop.await();
  }

  @Override
  public void close() {
    connector.close();
  }
}
