package dev.tandem.engine.backend.onnx;

import java.io.IOException;

/** A model file that cannot be served, with a text that says what is wrong in it. */
public final class OnnxFormatException extends IOException {
  private static final long serialVersionUID = 1;

  OnnxFormatException(String message) {
    super(message);
  }

  static OnnxFormatException notOnnx(String reason) {
    return new OnnxFormatException("not an ONNX model: " + reason);
  }
}
