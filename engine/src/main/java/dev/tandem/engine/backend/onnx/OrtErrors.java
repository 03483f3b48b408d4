package dev.tandem.engine.backend.onnx;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtException.OrtErrorCode;
import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ServingException;

/** ONNX Runtime's errors in the words of Triton. */
final class OrtErrors {
  private OrtErrors() {}

  static ServingException loading(OrtException error) {
    return translated(Reason.INTERNAL, error);
  }

  static ServingException running(OrtException error) {
    return translated(Reason.EXECUTION_FAILED, error);
  }

  /** A run failed, and somebody had told it to. */
  static ServingException terminated(OrtException error) {
    return new ServingException(Reason.CANCELLED, "the run was terminated", error);
  }

  /**
   * Whether a run failed because an output did not have the shape that its memory was pinned for.
   */
  static boolean isPinnedShapeMismatch(OrtException error) {
    return error.getCode() == OrtErrorCode.ORT_INVALID_ARGUMENT
        && plainMessage(error).contains("OrtValue provided for output '");
  }

  static String text(OrtException error) {
    return "onnx runtime error " + number(error.getCode()) + ": " + plainMessage(error);
  }

  private static ServingException translated(Reason reason, OrtException error) {
    String text = text(error);
    // The message is all that tells: allocation failures carry the code of whoever caught them.
    boolean memory = text.contains("std::bad_alloc") || text.contains("Failed to allocate memory");
    return new ServingException(memory ? Reason.OUT_OF_MEMORY : reason, text, error);
  }

  /** The message of ONNX Runtime itself, without what its Java API puts in front. */
  private static String plainMessage(OrtException error) {
    String message = String.valueOf(error.getMessage());
    String prefix = "Error code - " + error.getCode() + " - message: ";
    return (message.startsWith(prefix) ? message.substring(prefix.length()) : message).strip();
  }

  /** The code's number in ONNX Runtime's C API, which knows no error of the Java API's own. */
  private static int number(OrtErrorCode code) {
    return switch (code) {
      case ORT_OK -> 0;
      case ORT_FAIL, ORT_JAVA_UNKNOWN -> 1;
      case ORT_INVALID_ARGUMENT -> 2;
      case ORT_NO_SUCHFILE -> 3;
      case ORT_NO_MODEL -> 4;
      case ORT_ENGINE_ERROR -> 5;
      case ORT_RUNTIME_EXCEPTION -> 6;
      case ORT_INVALID_PROTOBUF -> 7;
      case ORT_MODEL_LOADED -> 8;
      case ORT_NOT_IMPLEMENTED -> 9;
      case ORT_INVALID_GRAPH -> 10;
      case ORT_EP_FAIL -> 11;
      case ORT_MODEL_LOAD_CANCELED -> 12;
      case ORT_MODEL_REQUIRES_COMPILATION -> 13;
      case ORT_NOT_FOUND -> 14;
      case ORT_DEVICE_RESET -> 15;
    };
  }
}
