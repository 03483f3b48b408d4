package dev.tandem.engine.gpu;

/** Something that a device does not say, and why. */
final class NvmlException extends Exception {
  private static final long serialVersionUID = 1;

  NvmlException(String message) {
    super(message);
  }
}
