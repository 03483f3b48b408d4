package dev.tandem.engine.backend.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LongCommandLineTest {
  private static final int ARGUMENT_CHARS = 60_000;

  @Test
  void startsOnnxRuntimeInAProcessWhoseCommandLineIsLong(@TempDir Path temp) throws Exception {
    File output = temp.resolve("output").toFile();
    ProcessBuilder java =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--add-exports",
            "java.base/jdk.internal.misc=ALL-UNNAMED",
            "-XX:-CreateCoredumpOnCrash",
            Started.class.getName(),
            "x".repeat(ARGUMENT_CHARS));
    java.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    java.directory(temp.toFile()).redirectErrorStream(true).redirectOutput(output);

    Process process = java.start();

    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as("exit value; output in %s", output).isZero();
  }

  /** The process under test. */
  static final class Started {
    private Started() {}

    public static void main(String[] args) {
      OnnxEnvironment.create(ThreadSettings.ofBackend("onnxruntime", Map.of()));
    }
  }
}
