package dev.tandem.kserve.wire;

import java.util.function.UnaryOperator;

/** Where clients see and set what the server logs; for any thread. */
public interface LogControl {
  LogSettings current();

  /** Puts what {@code change} makes of the settings in force, and gives it; all or nothing. */
  LogSettings update(UnaryOperator<LogSettings> change);
}
