package dev.tandem.server;

import java.io.PrintStream;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;

/** Writes log lines: what goes well to one stream, problems to the other. */
final class LogSink extends Handler {
  private final LogOptions options;
  private final LogLine line;
  private final PrintStream info;
  private final PrintStream problems;

  LogSink(LogOptions options, LogLine line, PrintStream info, PrintStream problems) {
    this.options = options;
    this.line = line;
    this.info = info;
    this.problems = problems;
  }

  @Override
  public boolean isLoggable(LogRecord record) {
    int level = record.getLevel().intValue();
    if (ClientGone.isAllThatHappened(record)) {
      return options.verbose() > 0;
    }
    if (level >= Level.SEVERE.intValue()) {
      return options.error();
    }
    if (level >= Level.WARNING.intValue()) {
      return options.warning();
    }
    return level >= Level.CONFIG.intValue() ? options.info() : options.verbose() > 0;
  }

  @Override
  public void publish(LogRecord record) {
    if (!isLoggable(record)) {
      return;
    }
    PrintStream stream = record.getLevel().intValue() >= Level.WARNING.intValue() ? problems : info;
    stream.print(line.format(record));
    stream.flush();
  }

  @Override
  public void flush() {
    info.flush();
    problems.flush();
  }

  /** Closes a log file; the console is not ours to close. */
  @Override
  public void close() {
    flush();
    if (options.file().isPresent()) {
      info.close();
      problems.close();
    }
  }
}
