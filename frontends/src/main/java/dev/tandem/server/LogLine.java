package dev.tandem.server;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;

/** Writes a log record in Triton's style, so that what reads Triton's log reads ours. */
final class LogLine extends Formatter {
  private static final DateTimeFormatter DEFAULT_TIME =
      DateTimeFormatter.ofPattern("MMdd HH:mm:ss.SSSSSS", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter ISO8601_TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final long pid = ProcessHandle.current().pid();
  private final LogOptions.Format format;
  private final boolean escape;

  LogLine(LogOptions.Format format, boolean escape) {
    this.format = format;
    this.escape = escape;
  }

  @Override
  public String format(LogRecord record) {
    return format(record, CallSite.current());
  }

  String format(LogRecord record, CallSite site) {
    StringBuilder line = new StringBuilder();
    char severity = severity(record.getLevel());
    switch (format) {
      case DEFAULT -> line.append(severity).append(DEFAULT_TIME.format(record.getInstant()));
      case ISO8601 ->
          line.append(ISO8601_TIME.format(record.getInstant())).append(' ').append(severity);
    }
    line.append(' ').append(pid);
    line.append(' ').append(site.file()).append(':').append(site.line()).append("] ");
    String message = String.valueOf(formatMessage(record));
    if (escape) {
      appendQuoted(line, message);
    } else {
      line.append(message);
    }
    line.append('\n');
    if (record.getThrown() != null) {
      StringWriter trace = new StringWriter();
      record.getThrown().printStackTrace(new PrintWriter(trace));
      line.append(trace);
    }
    return line.toString();
  }

  private static char severity(Level level) {
    if (level.intValue() >= Level.SEVERE.intValue()) {
      return 'E';
    }
    return level.intValue() >= Level.WARNING.intValue() ? 'W' : 'I';
  }

  private static void appendQuoted(StringBuilder line, String message) {
    line.append('"');
    for (int i = 0; i < message.length(); i++) {
      char c = message.charAt(i);
      switch (c) {
        case '"' -> line.append("\\\"");
        case '\\' -> line.append("\\\\");
        case '\n' -> line.append("\\n");
        case '\r' -> line.append("\\r");
        case '\t' -> line.append("\\t");
        default -> {
          if (c < ' ') {
            line.append("\\u%04X".formatted((int) c));
          } else {
            line.append(c);
          }
        }
      }
    }
    line.append('"');
  }
}
