package dev.tandem.server;

/**
 * One line of the table of ports.
 *
 * @param address a path where it is a Unix socket
 * @param port the one that is open, also if the system picked it
 * @param speaks what a client says there
 */
record PortRow(String name, String address, int port, String speaks) {
  /** What a Unix socket has. */
  static final int NO_PORT = -1;

  String portText() {
    return port == NO_PORT ? "-" : Integer.toString(port);
  }
}
