package dev.tandem.engine.gpu;

import java.io.IOException;

/** A file that is no library of this kind of machine, with a text that says what is wrong in it. */
final class ElfFormatException extends IOException {
  private static final long serialVersionUID = 1;

  ElfFormatException(String message) {
    super(message);
  }
}
