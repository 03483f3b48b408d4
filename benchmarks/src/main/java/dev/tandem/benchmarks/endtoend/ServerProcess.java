package dev.tandem.benchmarks.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The distribution, started on free ports. */
public final class ServerProcess implements AutoCloseable {
  private static final Pattern STARTED = Pattern.compile("\"Started (.+) at .+:(\\d+)\"");
  private static final String GRPC = "GRPCInferenceService";
  private static final String HTTP = "HTTPService";
  private static final long STOP_SECONDS = 10;

  private final Process process;
  private final MeasuredServer server;

  private ServerProcess(Process process, MeasuredServer server) {
    this.process = process;
    this.server = server;
  }

  /**
   * Returns once it listens.
   *
   * @param trouble gets each warning and error that the server logs, on a thread of its own
   * @param flags beside the ones that every measured server has
   */
  public static ServerProcess start(
      Path distribution, Path models, Consumer<String> trouble, String... flags)
      throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                distribution.resolve("bin").resolve("tandem").toString(),
                "serve",
                "--model-repository=" + models,
                "--http-address=127.0.0.1",
                "--grpc-address=127.0.0.1",
                "--http-port=0",
                "--grpc-port=0",
                "--allow-metrics=false",
                "--port=0",
                "--rest_api_port=0"));
    command.addAll(List.of(flags));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    BufferedReader log = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
    int httpPort = 0;
    int grpcPort = 0;
    StringBuilder said = new StringBuilder();
    while (httpPort == 0 || grpcPort == 0) {
      String line = log.readLine();
      if (line == null) {
        throw new IOException("the server did not start:\n" + said);
      }
      said.append(line).append('\n');
      Matcher started = STARTED.matcher(line);
      if (started.find()) {
        int port = Integer.parseInt(started.group(2));
        grpcPort = started.group(1).equals(GRPC) ? port : grpcPort;
        httpPort = started.group(1).equals(HTTP) ? port : httpPort;
      }
    }
    drain(log, trouble);
    return new ServerProcess(process, new MeasuredServer(process.toHandle(), httpPort, grpcPort));
  }

  /** A server whose log nobody reads would stop when the pipe is full. */
  private static void drain(BufferedReader log, Consumer<String> trouble) {
    Thread reader =
        new Thread(
            () -> {
              try {
                log.lines().filter(ServerProcess::isTrouble).forEach(trouble);
              } catch (UncheckedIOException e) {
                // The server is gone.
              }
            },
            "server-log");
    reader.setDaemon(true);
    reader.start();
  }

  private static boolean isTrouble(String line) {
    return line.startsWith("W") || line.startsWith("E");
  }

  public MeasuredServer server() {
    return server;
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
