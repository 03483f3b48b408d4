package dev.tandem.server;

import java.io.PrintStream;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;

/** Writes log lines: what goes well to one stream, problems to the other. */
final class LogSink extends Handler {
  private final boolean toFile;
  private final PrintStream info;
  private final PrintStream problems;
  private volatile Rules rules;

  /** What is written, and how. */
  private record Rules(LogOptions options, LogLine line) {}

  LogSink(LogOptions options, LogLine line, PrintStream info, PrintStream problems) {
    rules = new Rules(options, line);
    toFile = options.file().isPresent();
    this.info = info;
    this.problems = problems;
  }

  /** Writes by these from now on. */
  void use(LogOptions options, LogLine line) {
    rules = new Rules(options, line);
  }

  @Override
  public boolean isLoggable(LogRecord record) {
    LogOptions options = rules.options();
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
    stream.print(rules.line().format(record));
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
    if (toFile) {
      info.close();
      problems.close();
    }
  }
}
