package dev.tandem.server;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;
import java.util.stream.Stream;

/** Sends the JDK's logging, which every library here ends in, where the options say. */
final class LogSetup {
  private static final String ESCAPE = "TRITON_SERVER_ESCAPE_LOG_MESSAGES";

  /** Held because the JDK forgets the level of a logger that nobody refers to. */
  private static final List<Logger> LIBRARIES =
      Stream.of("io.netty", "io.grpc", "io.vertx").map(Logger::getLogger).toList();

  private static final Logger ROOT = Logger.getLogger("");

  private LogSetup() {}

  /** Gives what changes the settings from then on. */
  static LiveLog apply(LogOptions options, Map<String, String> environment) throws StartFailure {
    boolean escape = !"0".equals(environment.get(ESCAPE));
    LogLine line = new LogLine(options.format(), escape);
    LogSink sink;
    if (options.file().isPresent()) {
      PrintStream file = open(options.file().get());
      sink = new LogSink(options, line, file, file);
    } else {
      sink = new LogSink(options, line, System.out, System.err);
    }
    LogManager.getLogManager().reset();
    ROOT.addHandler(sink);
    setLevels(options.verbose());
    return new LiveLog(
        options,
        changed -> {
          sink.use(changed, new LogLine(changed.format(), escape));
          setLevels(changed.verbose());
        });
  }

  /** For commands whose output says all that a log could. */
  static void silence() {
    LogManager.getLogManager().reset();
  }

  private static void setLevels(int verbose) {
    ROOT.setLevel(ownLevel(verbose));
    LIBRARIES.forEach(library -> library.setLevel(libraryLevel(verbose)));
  }

  private static Level ownLevel(int verbose) {
    return switch (verbose) {
      case 0 -> Level.INFO;
      case 1 -> Level.FINE;
      default -> Level.ALL;
    };
  }

  private static Level libraryLevel(int verbose) {
    return switch (verbose) {
      case 0 -> Level.WARNING;
      case 1 -> Level.INFO;
      default -> Level.ALL;
    };
  }

  private static PrintStream open(Path file) throws StartFailure {
    try {
      return new PrintStream(
          new FileOutputStream(file.toFile(), true), false, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new StartFailure(
          "Error: --log-file: cannot write to '" + file + "': " + e.getMessage(), 1);
    }
  }
}
