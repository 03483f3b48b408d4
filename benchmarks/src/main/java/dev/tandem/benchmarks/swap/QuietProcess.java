package dev.tandem.benchmarks.swap;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;

/**
 * A Java program that gives way to everything else on the machine, so that what it asks for is seen
 * beside the traffic and not the asking.
 */
final class QuietProcess {
  private final Process process;

  private QuietProcess(Process process) {
    this.process = process;
  }

  /** Starts the program, which is to end once its input does. */
  static QuietProcess start(Class<?> program, String argument) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
                "chrt",
                "-i",
                "0",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                program.getName(),
                argument)
            .redirectError(Redirect.INHERIT);
    // Not a flag: ONNX Runtime ends a process with a long command line.
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    return new QuietProcess(builder.start());
  }

  /** Whether the input has not ended; for the program itself. */
  static boolean isWanted() throws IOException {
    return System.in.available() == 0;
  }

  /** Tells the program to end and waits until it has; what it printed. */
  String end() throws IOException {
    try {
      process.getOutputStream().write('\n');
      process.getOutputStream().close();
    } catch (IOException e) {
      throw new IOException("the loads ended with " + process.onExit().join().exitValue(), e);
    }
    String printed = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
    int status = process.onExit().join().exitValue();
    if (status != 0) {
      throw new IOException("the loads ended with status " + status);
    }
    return printed;
  }
}
