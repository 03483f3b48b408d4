package dev.tandem.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.LogManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

class LogSetupTest {
  private static final Logger LOGGER = LoggerFactory.getLogger(LogSetupTest.class);

  private Path folder;

  @BeforeEach
  void useFolder(@TempDir Path folder) {
    this.folder = folder;
  }

  @AfterEach
  void restoreTheLoggingOfTheJdk() throws IOException {
    LogManager.getLogManager().readConfiguration();
  }

  private String logged(int verbose, Runnable logging) throws StartFailure, IOException {
    Path file = folder.resolve("tandem.log");
    LogSetup.apply(
        new LogOptions(verbose, true, true, true, LogOptions.Format.DEFAULT, Optional.of(file)),
        Map.of());
    logging.run();
    return Files.readString(file);
  }

  @Test
  void namesTheLineThatLogged() throws Exception {
    assertThat(logged(0, () -> LOGGER.info("it is {}", "up")))
        .matches(
            "I\\d{4} \\d\\d:\\d\\d:\\d\\d\\.\\d{6} "
                + ProcessHandle.current().pid()
                + " LogSetupTest\\.java:\\d+] \"it is up\"\n");
  }

  @Test
  void debugLinesNeedAVerboseLog() throws Exception {
    assertThat(logged(0, () -> LOGGER.debug("hidden"))).isEmpty();
    assertThat(logged(1, () -> LOGGER.debug("shown"))).endsWith("\"shown\"\n");
    assertThat(logged(1, () -> LOGGER.trace("deep"))).doesNotContain("deep");
    assertThat(logged(2, () -> LOGGER.trace("deep"))).endsWith("\"deep\"\n");
  }

  @Test
  void librariesOnlyWarnUnlessTheLogIsVerbose() throws Exception {
    java.util.logging.Logger netty = java.util.logging.Logger.getLogger("io.netty.channel");
    assertThat(logged(0, () -> netty.info("chatter"))).isEmpty();
    assertThat(logged(0, () -> netty.warning("trouble"))).contains("\"trouble\"");
    assertThat(logged(1, () -> netty.info("chatter"))).contains("\"chatter\"");
    assertThat(logged(1, () -> netty.fine("whisper"))).doesNotContain("whisper");
    assertThat(logged(2, () -> netty.fine("whisper"))).contains("\"whisper\"");
  }

  @Test
  void aClientThatWentAwayIsWorthALineInAVerboseLogOnly() throws Exception {
    java.util.logging.Logger netty = java.util.logging.Logger.getLogger("io.netty.channel");
    Runnable reset = () -> netty.log(Level.WARNING, "reset", new SocketException());
    assertThat(logged(0, reset)).isEmpty();
    assertThat(logged(1, reset)).contains("\"reset\"");
  }

  @Test
  void fillsTheParametersOfJdkRecords() throws Exception {
    java.util.logging.Logger grpc = java.util.logging.Logger.getLogger("io.grpc.internal");
    assertThat(logged(0, () -> grpc.log(Level.WARNING, "no {0} left", "port")))
        .startsWith("W")
        .contains("\"no port left\"");
  }

  @Test
  void traceFollowsTheLine() throws Exception {
    assertThat(logged(0, () -> LOGGER.error("failed", new IllegalStateException("why"))))
        .startsWith("E")
        .contains("\"failed\"\njava.lang.IllegalStateException: why\n\tat dev.tandem");
  }

  @Test
  void consoleTakesInfoAndProblemsApart() throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    PrintStream oldOut = System.out;
    PrintStream oldErr = System.err;
    System.setOut(new PrintStream(out, false, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(err, false, StandardCharsets.UTF_8));
    try {
      LogSetup.apply(
          new LogOptions(0, true, true, true, LogOptions.Format.DEFAULT, Optional.empty()),
          Map.of());
      LOGGER.info("fine");
      LOGGER.warn("careful");
      LOGGER.error("broken");
    } finally {
      System.setOut(oldOut);
      System.setErr(oldErr);
    }
    assertThat(out.toString(StandardCharsets.UTF_8)).containsOnlyOnce("\n").contains("\"fine\"");
    assertThat(err.toString(StandardCharsets.UTF_8))
        .containsSubsequence("W", "\"careful\"", "E", "\"broken\"");
  }

  @Test
  void eachSeverityCanBeTurnedOff() throws Exception {
    Path file = folder.resolve("quiet.log");
    LogSetup.apply(
        new LogOptions(1, false, true, false, LogOptions.Format.DEFAULT, Optional.of(file)),
        Map.of());
    LOGGER.info("info");
    LOGGER.warn("warning");
    LOGGER.error("error");
    LOGGER.debug("debug");
    assertThat(Files.readString(file))
        .contains("\"warning\"", "\"debug\"")
        .doesNotContain("\"info\"", "\"error\"");
  }

  @Test
  void addsToALogFileThatIsThere() throws Exception {
    Path file = Files.writeString(folder.resolve("tandem.log"), "before\n");
    assertThat(logged(0, () -> LOGGER.info("after"))).startsWith("before\n").contains("\"after\"");
    assertThat(file).exists();
  }

  @Test
  void messagesAreWrittenAsTheyAreOnRequest() throws Exception {
    Path file = folder.resolve("plain.log");
    LogSetup.apply(
        new LogOptions(0, true, true, true, LogOptions.Format.DEFAULT, Optional.of(file)),
        Map.of("TRITON_SERVER_ESCAPE_LOG_MESSAGES", "0"));
    LOGGER.info("say \"hi\"");
    assertThat(Files.readString(file)).endsWith("] say \"hi\"\n");
  }

  @Test
  void refusesALogFileThatCannotBeWritten() {
    Path file = folder.resolve("missing").resolve("tandem.log");
    assertThatThrownBy(
            () ->
                LogSetup.apply(
                    new LogOptions(
                        0, true, true, true, LogOptions.Format.DEFAULT, Optional.of(file)),
                    Map.of()))
        .isInstanceOf(StartFailure.class)
        .hasMessageStartingWith("Error: --log-file: cannot write to '" + file + "'");
  }
}
