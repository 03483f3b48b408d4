package dev.tandem.testing;

import dev.tandem.kserve.wire.LogControl;
import dev.tandem.kserve.wire.LogSettings;
import java.util.function.UnaryOperator;

/** Log settings that only say what they are. */
public final class HeldLog implements LogControl {
  private LogSettings settings = new LogSettings("", true, true, true, 0, LogSettings.DEFAULT);

  @Override
  public synchronized LogSettings current() {
    return settings;
  }

  @Override
  public synchronized LogSettings update(UnaryOperator<LogSettings> change) {
    settings = change.apply(settings);
    return settings;
  }
}
