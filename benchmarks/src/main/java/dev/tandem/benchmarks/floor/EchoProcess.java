package dev.tandem.benchmarks.floor;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A running {@link EchoServer}. */
public final class EchoProcess implements AutoCloseable {
  private final Process process;
  private final int port;

  private EchoProcess(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /** Starts a server with {@code answers} by method name, which it reads from {@code folder}. */
  public static EchoProcess start(Path folder, Map<String, byte[]> answers) throws IOException {
    Files.createDirectories(folder);
    for (Map.Entry<String, byte[]> answer : answers.entrySet()) {
      Files.write(folder.resolve(answer.getKey()), answer.getValue());
    }
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseParallelGC",
                "-cp",
                System.getProperty("java.class.path"),
                EchoServer.class.getName(),
                folder.toString())
            .redirectError(Redirect.INHERIT)
            .start();
    BufferedReader output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
    String line = output.readLine();
    if (line == null || !line.startsWith(EchoServer.READY)) {
      process.destroy();
      throw new IOException("the echo server said '" + line + "' (expected: its port)");
    }
    return new EchoProcess(process, Integer.parseInt(line.substring(EchoServer.READY.length())));
  }

  public ProcessHandle handle() {
    return process.toHandle();
  }

  public int port() {
    return port;
  }

  /** The method that gives the answer {@code name} with messages of the generated classes. */
  public static String generated(String name) {
    return EchoServer.GENERATED + "/" + name;
  }

  /** The method that gives the answer {@code name} as bytes. */
  public static String raw(String name) {
    return EchoServer.RAW + "/" + name;
  }

  @Override
  public void close() {
    process.destroy();
  }
}
