package dev.tandem.server;

import java.util.Optional;

/**
 * What TensorFlow Serving's flags say of a port: to them 0 is none.
 *
 * @param port 0 lets the system pick a free one
 */
record TfPort(boolean open, int port) {
  private static final String FREE = "any";

  static final FlagType<TfPort> TYPE =
      new FlagType<>(
          "<port>",
          "a port from 0 to " + ListenerOptions.MAX_PORT + ", or any",
          Optional.empty(),
          TfPort::read);

  private static Optional<TfPort> read(String text) {
    return text.equals(FREE)
        ? Optional.of(new TfPort(true, 0))
        : FlagType.port().reader().apply(text).map(port -> new TfPort(port != 0, port));
  }

  ListenerOptions listener(boolean allowed, String address) {
    return new ListenerOptions(allowed && open, address, port);
  }
}
