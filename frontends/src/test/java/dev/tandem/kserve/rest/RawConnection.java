package dev.tandem.kserve.rest;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Locale;

/** A connection on which HTTP is spoken byte by byte. */
final class RawConnection implements AutoCloseable {
  private static final int TIMEOUT_MS = 60_000;

  private final Socket socket;
  private final InputStream in;

  RawConnection(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(TIMEOUT_MS);
    in = socket.getInputStream();
  }

  /** An answer: its first line and headers in lower case, and its body, each byte a character. */
  record Answer(String head, String text) {
    Answer(String head, byte[] body) {
      this(head, new String(body, ISO_8859_1));
    }

    int status() {
      return Integer.parseInt(head.substring(9, 12));
    }

    byte[] bytes() {
      return text.getBytes(ISO_8859_1);
    }

    boolean has(String header) {
      return head.contains("\r\n" + header + "\r\n");
    }
  }

  void send(String text) throws IOException {
    send(text.getBytes(ISO_8859_1));
  }

  void send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
  }

  /** Sends a POST with a body of known length. */
  void post(String path, String headers, byte[] body) throws IOException {
    send("POST " + path + " HTTP/1.1\r\nHost: x\r\n" + headers);
    send("Content-Length: " + body.length + "\r\n\r\n");
    send(body);
  }

  Answer read() throws IOException {
    String head = readHead();
    if (head.contains("\r\ntransfer-encoding: chunked")) {
      return new Answer(head, readChunks());
    }
    int at = head.indexOf("\r\ncontent-length: ");
    if (at >= 0) {
      String length = head.substring(at + 18, head.indexOf('\r', at + 18));
      return new Answer(head, in.readNBytes(Integer.parseInt(length)));
    }
    return new Answer(head, head.startsWith("http/1.1 100") ? new byte[0] : in.readAllBytes());
  }

  private String readHead() throws IOException {
    StringBuilder head = new StringBuilder();
    for (String line = readLine(); !line.equals("\r\n"); line = readLine()) {
      head.append(line);
    }
    return head.toString().toLowerCase(Locale.ROOT);
  }

  private byte[] readChunks() throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (int size = readSize(); size > 0; size = readSize()) {
      body.write(in.readNBytes(size));
      readLine();
    }
    readLine();
    return body.toByteArray();
  }

  private int readSize() throws IOException {
    return Integer.parseInt(readLine().strip(), 16);
  }

  private String readLine() throws IOException {
    StringBuilder line = new StringBuilder();
    while (line.indexOf("\r\n") < 0) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("the connection ended within '" + line + "'");
      }
      line.append((char) next);
    }
    return line.toString();
  }

  /** Whether the server has closed the connection, or closes it now. */
  boolean ends() throws IOException {
    return in.read() < 0;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
