package dev.tandem.golden;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.google.protobuf.ByteString;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A server that answers each recorded HTTP request as it was recorded, or with what a test makes of
 * that; a request that was not recorded gets no answer.
 */
final class RecordedHttpServer implements AutoCloseable {
  private static final HttpAnswer UNRECORDED = new HttpAnswer(200, Map.of(), ByteString.EMPTY);

  private final RecordedCases<HttpRequest> cases;
  private final Change<HttpAnswer> change;
  private final ServerSocket listener;
  private final ExecutorService threads = Executors.newCachedThreadPool();

  RecordedHttpServer(List<GoldenCase> cases, Change<HttpAnswer> change) throws IOException {
    this.cases =
        new RecordedCases<>(
            cases.stream().filter(each -> each.exchange() instanceof HttpExchange).toList(),
            each -> ((HttpExchange) each.exchange()).request());
    this.change = change;
    this.listener = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
    threads.execute(this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket connection = listener.accept();
        threads.execute(() -> serve(connection));
      } catch (IOException e) {
        // Closing the listener ends the wait for a connection.
        return;
      }
    }
  }

  private void serve(Socket connection) {
    try (connection) {
      connection.setTcpNoDelay(true);
      HttpRequest request = read(new BufferedInputStream(connection.getInputStream()));
      GoldenCase recorded = cases.next(request);
      if (recorded != null) {
        HttpAnswer answer = ((HttpExchange) recorded.exchange()).answer();
        write(
            change.change(recorded, answer == null ? UNRECORDED : answer),
            request,
            connection.getOutputStream());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static HttpRequest read(InputStream in) throws IOException {
    String[] lines = until(in, "\r\n\r\n").toString(ISO_8859_1).split("\r\n", -1);
    String[] start = lines[0].split(" ", 3);
    Map<String, String> headers = new LinkedHashMap<>();
    for (int i = 1; !lines[i].isEmpty(); i++) {
      String[] header = lines[i].split(":", 2);
      headers.put(header[0], header[1].strip());
    }
    headers.remove("Host");
    String length = headers.remove("Content-Length");
    ByteString body = ByteString.EMPTY;
    if (length != null) {
      body = ByteString.copyFrom(in.readNBytes(Integer.parseInt(length)));
    } else if (headers.containsKey("Transfer-Encoding")) {
      body = until(in, "\r\n0\r\n\r\n");
    }
    return new HttpRequest(start[0], start[1], headers, body);
  }

  private static ByteString until(InputStream in, String end) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    while (!bytes.toString(ISO_8859_1).endsWith(end)) {
      int next = in.read();
      if (next < 0) {
        throw new EOFException("the request ended early");
      }
      bytes.write(next);
    }
    return ByteString.copyFrom(bytes.toByteArray());
  }

  private static void write(HttpAnswer answer, HttpRequest request, OutputStream out)
      throws IOException {
    Map<String, String> headers = new LinkedHashMap<>(answer.headers());
    boolean chunked = headers.containsKey("transfer-encoding");
    boolean headOnly = request.method().equals("HEAD");
    if (!chunked && !headOnly) {
      headers.put("content-length", Integer.toString(answer.body().size()));
    }
    StringBuilder head = new StringBuilder();
    if (request.headers().containsKey("Expect")) {
      head.append("HTTP/1.1 100 Continue\r\n\r\n");
    }
    head.append("HTTP/1.1 " + answer.status() + " Recorded\r\n");
    headers.forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
    out.write(head.append("\r\n").toString().getBytes(ISO_8859_1));
    if (!headOnly) {
      (chunked ? chunks(answer.body()) : answer.body()).writeTo(out);
    }
    out.flush();
  }

  /** Two chunks, so that a reader must put them together again. */
  private static ByteString chunks(ByteString body) {
    int middle = body.size() / 2;
    return chunk(body.substring(0, middle))
        .concat(chunk(body.substring(middle)))
        .concat(ByteString.copyFromUtf8("0\r\n\r\n"));
  }

  private static ByteString chunk(ByteString part) {
    ByteString size = ByteString.copyFromUtf8(Integer.toHexString(part.size()) + "\r\n");
    return part.isEmpty() ? part : size.concat(part).concat(ByteString.copyFromUtf8("\r\n"));
  }

  @Override
  public void close() throws IOException {
    listener.close();
    threads.shutdownNow();
  }
}
