package dev.tandem.server;

import dev.tandem.kserve.wire.LogControl;
import dev.tandem.kserve.wire.LogSettings;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** The log settings in force, which take effect as they change. */
final class LiveLog implements LogControl {
  private final Consumer<LogOptions> effect;
  private LogOptions options;

  LiveLog(LogOptions options, Consumer<LogOptions> effect) {
    this.options = options;
    this.effect = effect;
  }

  @Override
  public synchronized LogSettings current() {
    return new LogSettings(
        options.file().map(Path::toString).orElse(""),
        options.info(),
        options.warning(),
        options.error(),
        options.verbose(),
        switch (options.format()) {
          case DEFAULT -> LogSettings.DEFAULT;
          case ISO8601 -> LogSettings.ISO8601;
        });
  }

  @Override
  public synchronized LogSettings update(UnaryOperator<LogSettings> change) {
    LogSettings changed = change.apply(current());
    options =
        new LogOptions(
            changed.verboseLevel(),
            changed.info(),
            changed.warning(),
            changed.error(),
            changed.format().equals(LogSettings.ISO8601)
                ? LogOptions.Format.ISO8601
                : LogOptions.Format.DEFAULT,
            options.file());
    effect.accept(options);
    return changed;
  }
}
