package dev.tandem.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Takes all commands, keeps nothing, and is one answer behind with those that look up. */
final class FakeRedis implements AutoCloseable {
  private static final int LONGEST_TEXT = 100;

  private final ServerSocket server;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final List<String> commands = new CopyOnWriteArrayList<>();
  private final AtomicInteger lookups = new AtomicInteger();

  private FakeRedis(ServerSocket server) {
    this.server = server;
  }

  static FakeRedis start() throws IOException {
    FakeRedis fake = new FakeRedis(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
    run(fake::accept);
    return fake;
  }

  int port() {
    return server.getLocalPort();
  }

  int connections() {
    return sockets.size();
  }

  /**
   * What came of commands that look up or keep, with their arguments but for those that are long.
   */
  List<String> commands() {
    return List.copyOf(commands);
  }

  private static void run(Task task) {
    Thread thread =
        new Thread(
            () -> {
              try {
                task.run();
              } catch (IOException e) {
                // One of the two sides has closed.
              }
            });
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() throws IOException {
    while (true) {
      Socket socket = server.accept();
      sockets.add(socket);
      run(() -> serve(socket));
    }
  }

  private void serve(Socket socket) throws IOException {
    DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
    OutputStream out = socket.getOutputStream();
    while (true) {
      List<String> command = read(in);
      switch (command.get(0)) {
        case "hello" -> out.write("-ERR unknown command\r\n".getBytes(UTF_8));
        case "set" -> commands.add(String.join(" ", command));
        case "get" -> {
          commands.add(String.join(" ", command));
          if (lookups.getAndIncrement() > 0) {
            out.write("$-1\r\n".getBytes(UTF_8));
          }
        }
        default -> out.write("+OK\r\n".getBytes(UTF_8));
      }
    }
  }

  private static List<String> read(DataInputStream in) throws IOException {
    int count = number(in);
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int length = number(in);
      byte[] part = new byte[length];
      in.readFully(part);
      in.skipBytes(2);
      parts.add(length > LONGEST_TEXT ? length + " bytes" : new String(part, UTF_8));
    }
    return parts;
  }

  /** The number of a line that begins with the sign of what it counts. */
  private static int number(DataInputStream in) throws IOException {
    in.readByte();
    int number = 0;
    for (int digit = in.readByte(); digit != '\r'; digit = in.readByte()) {
      number = 10 * number + digit - '0';
    }
    in.readByte();
    return number;
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  private interface Task {
    void run() throws IOException;
  }
}
