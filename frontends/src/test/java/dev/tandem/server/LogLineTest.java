package dev.tandem.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogLineTest {
  private static final long PID = ProcessHandle.current().pid();
  private static final CallSite SITE = new CallSite("Door.java", 42);

  private static LogRecord record(Level level, String message) {
    LogRecord record = new LogRecord(level, message);
    record.setInstant(Instant.parse("2024-01-02T03:04:05.678901Z"));
    return record;
  }

  @Test
  void beginsAsTritonsLines() {
    assertThat(new LogLine(LogOptions.Format.DEFAULT, true).format(record(Level.INFO, "up"), SITE))
        .isEqualTo("I0102 03:04:05.678901 " + PID + " Door.java:42] \"up\"\n");
  }

  @Test
  void beginsAsTritonsIsoLines() {
    assertThat(
            new LogLine(LogOptions.Format.ISO8601, true).format(record(Level.WARNING, "up"), SITE))
        .isEqualTo("2024-01-02T03:04:05Z W " + PID + " Door.java:42] \"up\"\n");
  }

  @ParameterizedTest
  @CsvSource({"SEVERE,E", "WARNING,W", "INFO,I", "CONFIG,I", "FINE,I", "FINEST,I"})
  void severityIsTheFirstLetter(String level, String letter) {
    assertThat(
            new LogLine(LogOptions.Format.DEFAULT, true)
                .format(record(Level.parse(level), "up"), SITE))
        .startsWith(letter + "0102 ");
  }

  @Test
  void escapesWhatWouldBreakTheLine() {
    assertThat(
            new LogLine(LogOptions.Format.DEFAULT, true)
                .format(record(Level.INFO, "a\"b\\c\nd\re\tf\u0001é"), SITE))
        .endsWith("] \"a\\\"b\\\\c\\nd\\re\\tf\\u0001é\"\n");
  }
}
