package dev.tandem.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tandem.engine.api.ServingException;
import dev.tandem.kserve.wire.LogBody;
import dev.tandem.kserve.wire.LogSettings;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.logging.LogManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Log settings that change while the server logs. */
class LiveLogTest {
  private static final Logger LOGGER = LoggerFactory.getLogger(LiveLogTest.class);

  private Path file;
  private LiveLog log;

  @BeforeEach
  void start(@TempDir Path folder) throws StartFailure {
    file = folder.resolve("tandem.log");
    log =
        LogSetup.apply(
            new LogOptions(0, true, true, true, LogOptions.Format.DEFAULT, Optional.of(file)),
            Map.of());
  }

  @AfterEach
  void restoreTheLoggingOfTheJdk() throws IOException {
    LogManager.getLogManager().readConfiguration();
  }

  @Test
  void tellsWhatIsInForce() {
    assertThat(log.current())
        .isEqualTo(new LogSettings(file.toString(), true, true, true, 0, LogSettings.DEFAULT));
  }

  @Test
  void aVerboseLevelTakesEffectAtOnceAndGoesAgain() throws Exception {
    LOGGER.debug("early");
    set("{\"log_verbose_level\":1}");
    LOGGER.debug("shown");
    set("{\"log_verbose_level\":0}");
    LOGGER.debug("late");

    assertThat(Files.readString(file)).contains("shown").doesNotContain("early", "late");
  }

  @Test
  void severitiesAreTurnedOffAndOn() throws Exception {
    set("{\"log_info\":false,\"log_warning\":false,\"log_error\":false}");
    LOGGER.info("info 1");
    LOGGER.warn("warning 1");
    LOGGER.error("error 1");
    set("{\"log_info\":true,\"log_warning\":true,\"log_error\":true}");
    LOGGER.info("info 2");
    LOGGER.warn("warning 2");
    LOGGER.error("error 2");

    assertThat(Files.readString(file))
        .contains("info 2", "warning 2", "error 2")
        .doesNotContain("info 1", "warning 1", "error 1");
  }

  @Test
  void theFormatChanges() throws Exception {
    set("{\"log_format\":\"ISO8601\"}");
    LOGGER.info("now");

    assertThat(Files.readString(file)).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ I .*\n");
  }

  @Test
  void nothingChangesWhereOneSettingIsWrong() {
    LogSettings before = log.current();

    assertThatExceptionOfType(ServingException.class)
        .isThrownBy(() -> set("{\"log_verbose_level\":3,\"log_info\":\"x\"}"));
    assertThatExceptionOfType(ServingException.class)
        .isThrownBy(() -> set("{\"log_info\":false,\"log_format\":\"xml\"}"))
        .withMessage("invalid argument for --log_format, got: xml");
    assertThatExceptionOfType(ServingException.class)
        .isThrownBy(() -> set("{\"log_info\":false,\"log_file\":\"other\"}"))
        .withMessage("log file location can not be updated through network protocol");

    assertThat(log.current()).isEqualTo(before);
  }

  private void set(String body) {
    ByteBuffer bytes = ByteBuffer.wrap(body.getBytes(StandardCharsets.UTF_8));
    log.update(settings -> LogBody.change(settings, bytes));
  }
}
