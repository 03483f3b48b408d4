package dev.tandem.server;

/**
 * One line of the table of ports.
 *
 * @param port the one that is open, also if the system picked it
 * @param speaks what a client says there
 */
record PortRow(String name, String address, int port, String speaks) {}
