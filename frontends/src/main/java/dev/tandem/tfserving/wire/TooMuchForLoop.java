package dev.tandem.tfserving.wire;

/**
 * What a request stands for is too much to be written out on an event loop; thrown before any of it
 * is, so that the request can be read again on a worker.
 */
public final class TooMuchForLoop extends RuntimeException {
  private static final long serialVersionUID = 1L;

  TooMuchForLoop() {
    super("more tensor bytes than an event loop writes", null, false, false);
  }
}
