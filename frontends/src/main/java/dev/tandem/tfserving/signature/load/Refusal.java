package dev.tandem.tfserving.signature.load;

import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ServingException;

/** Says what is wrong in a file, which keeps its version from being loaded. */
final class Refusal {
  private Refusal() {}

  static ServingException of(String file, String text) {
    return new ServingException(Reason.INVALID_REQUEST, file + ": " + text);
  }
}
