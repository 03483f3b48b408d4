package dev.tandem.server;

/**
 * One address that the server may listen on.
 *
 * @param port 0 lets the system pick a free one
 * @param shared whether other servers may listen on the same port, where the system knows how
 * @param spare whether the server goes without where the port is taken
 */
public record ListenerOptions(
    boolean enabled, String address, int port, boolean shared, boolean spare) {
  static final int MAX_PORT = 65535;

  public ListenerOptions {
    if (address.isEmpty()) {
      throw new IllegalArgumentException("address: '' (expected: non-empty)");
    }
    if (port < 0 || port > MAX_PORT) {
      throw new IllegalArgumentException("port: " + port + " (expected: 0 to " + MAX_PORT + ")");
    }
  }

  public ListenerOptions(boolean enabled, String address, int port) {
    this(enabled, address, port, false);
  }

  public ListenerOptions(boolean enabled, String address, int port, boolean shared) {
    this(enabled, address, port, shared, false);
  }

  ListenerOptions asSpare() {
    return new ListenerOptions(enabled, address, port, shared, true);
  }

  ListenerOptions closed() {
    return new ListenerOptions(false, address, port, shared, spare);
  }

  /** Whether both could not be open at once. */
  boolean collidesWith(ListenerOptions other) {
    boolean samePort = port != 0 && port == other.port;
    boolean sameAddress = address.equals(other.address) || isWildcard() || other.isWildcard();
    return enabled && other.enabled && samePort && sameAddress;
  }

  private boolean isWildcard() {
    return address.equals("0.0.0.0") || address.equals("::");
  }
}
