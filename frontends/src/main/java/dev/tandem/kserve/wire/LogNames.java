package dev.tandem.kserve.wire;

import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ServingException;

/** What log settings are called in every form. */
final class LogNames {
  static final String FILE = "log_file";
  static final String INFO = "log_info";
  static final String WARNING = "log_warning";
  static final String ERROR = "log_error";
  static final String VERBOSE_LEVEL = "log_verbose_level";
  static final String FORMAT = "log_format";

  private LogNames() {}

  static ServingException fileIsFixed() {
    return new ServingException(
        Reason.UNSUPPORTED, "log file location can not be updated through network protocol");
  }
}
