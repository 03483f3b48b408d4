package dev.tandem.server;

import static java.util.Objects.requireNonNullElse;

import java.util.List;

/** The line of source that logged something. */
record CallSite(String file, int line) {
  private static final CallSite UNKNOWN = new CallSite("unknown", 0);

  private static final List<String> LOGGING =
      List.of(
          "java.util.logging.",
          "org.slf4j.",
          "io.netty.util.internal.logging.",
          "io.vertx.core.logging.",
          "io.vertx.core.impl.logging.",
          "io.vertx.core.internal.logging.",
          CallSite.class.getName(),
          LogLine.class.getName(),
          LogSink.class.getName());

  /** The nearest caller that is not part of the logging itself. */
  static CallSite current() {
    return StackWalker.getInstance()
        .walk(
            frames ->
                frames
                    .filter(frame -> LOGGING.stream().noneMatch(frame.getClassName()::startsWith))
                    .findFirst()
                    .map(
                        frame ->
                            new CallSite(
                                requireNonNullElse(frame.getFileName(), UNKNOWN.file()),
                                Math.max(frame.getLineNumber(), 0)))
                    .orElse(UNKNOWN));
  }
}
