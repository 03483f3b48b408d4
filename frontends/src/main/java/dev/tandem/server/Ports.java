package dev.tandem.server;

import java.io.IOException;
import java.net.BindException;

/** Why a port could not be opened. */
final class Ports {
  private Ports() {}

  static StartFailure busy(ListenerOptions options, Throwable cause) {
    String socket = "'" + options.address() + ":" + options.port() + "'";
    for (Throwable at = cause; at != null; at = at.getCause()) {
      if (at instanceof BindException
          || String.valueOf(at.getMessage()).contains("already in use")) {
        return new StartFailure("Socket " + socket + " already in use ", 1);
      }
    }
    String why =
        cause instanceof IOException && cause.getCause() != null
            ? cause.getCause().toString()
            : cause.toString();
    return new StartFailure("Socket " + socket + " cannot be opened: " + why, 1);
  }
}
