package dev.tandem.golden;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.TimeUnit;

/** Sends a request byte for byte as it was recorded, each over a connection of its own. */
final class HttpSender {
  private static final int TIMEOUT_MILLIS = (int) TimeUnit.SECONDS.toMillis(30);

  private final InetSocketAddress server;

  HttpSender(InetSocketAddress server) {
    this.server = server;
  }

  HttpAnswer send(HttpRequest request) {
    try (Socket socket = new Socket()) {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.connect(server, TIMEOUT_MILLIS);
      OutputStream out = socket.getOutputStream();
      request.head().writeTo(out);
      sendBody(request.body(), out);
      return HttpAnswerReader.read(socket.getInputStream(), request.method());
    } catch (IOException e) {
      return HttpAnswer.broken(e);
    }
  }

  private static void sendBody(ByteString body, OutputStream out) {
    try {
      body.writeTo(out);
    } catch (IOException e) {
      // A server may answer and close before it has read the whole body; its answer counts.
      return;
    }
  }
}
