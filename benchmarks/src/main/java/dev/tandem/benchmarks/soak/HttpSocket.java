package dev.tandem.benchmarks.soak;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.google.protobuf.ByteString;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Locale;

/** An HTTP connection that can be mistreated; belongs to one thread. */
final class HttpSocket implements AutoCloseable {
  private static final int PATIENCE_MS = 60_000;

  private final Socket socket = new Socket();
  private final InputStream in;
  private final OutputStream out;

  HttpSocket(int port) throws IOException {
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(PATIENCE_MS);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    in = new BufferedInputStream(socket.getInputStream(), 1 << 14);
    out = socket.getOutputStream();
  }

  /** A status and what follows the head. */
  record HttpAnswer(int status, ByteString body) {}

  static byte[] request(String path, String headers, byte[] body) {
    byte[] head =
        ("POST "
                + path
                + " HTTP/1.1\r\nhost: soak\r\n"
                + headers
                + "content-length: "
                + body.length
                + "\r\n\r\n")
            .getBytes(US_ASCII);
    byte[] request = new byte[head.length + body.length];
    System.arraycopy(head, 0, request, 0, head.length);
    System.arraycopy(body, 0, request, head.length, body.length);
    return request;
  }

  void send(byte[] request, int length) throws IOException {
    out.write(request, 0, length);
    out.flush();
  }

  HttpAnswer read() throws IOException {
    int length = -1;
    String status = line();
    for (String header = line(); !header.isEmpty(); header = line()) {
      String lower = header.toLowerCase(Locale.ROOT);
      if (lower.startsWith("content-length:")) {
        length = Integer.parseInt(lower.substring("content-length:".length()).trim());
      }
    }
    if (length < 0) {
      throw new Fault("an HTTP answer does not say how long it is: " + status);
    }
    byte[] body = in.readNBytes(length);
    if (body.length < length) {
      throw new EOFException("an HTTP answer broke off");
    }
    return new HttpAnswer(Integer.parseInt(status.substring(9, 12)), ByteString.copyFrom(body));
  }

  /** Reads the beginning of an answer, as much as is there. */
  void readSome(int atMostBytes) throws IOException {
    if (in.read(new byte[atMostBytes]) < 0) {
      throw new EOFException("an HTTP connection was closed in front of its answer");
    }
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new EOFException("an HTTP connection was closed in front of its answer: " + line);
      }
      line.append((char) next);
    }
    return line.toString().strip();
  }

  /** Closes without a word, as a client that crashes does. */
  void abort() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
