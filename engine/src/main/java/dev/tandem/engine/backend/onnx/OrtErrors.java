package dev.tandem.engine.backend.onnx;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtException.OrtErrorCode;
import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ServingException;
import java.util.List;

/** ONNX Runtime's errors in the words of Triton. */
final class OrtErrors {
  private static final List<String> OUT_OF_MEMORY =
      List.of(
          "std::bad_alloc",
          "Failed to allocate memory",
          // Of the arena of a GPU, and of one with a limit.
          "BFC Arena ran out of memory",
          "Available memory of ",
          // Of CUDA, and of its libraries.
          "CUDA failure 2:",
          "_ALLOC_FAILED");

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
   * Whether a run may have failed because {@code output} did not have the shape that its memory was
   * pinned for.
   */
  static boolean isPinnedShapeMismatch(OrtException error, String output) {
    String message = plainMessage(error);
    boolean onProcessors =
        error.getCode() == OrtErrorCode.ORT_INVALID_ARGUMENT
            && message.contains("OrtValue provided for output '" + output + "'");
    // A GPU's output is found not to fit only as it is copied, and is not named.
    return onProcessors || message.contains("Tensor size mismatch");
  }

  /** Whether TensorRT needs to know shapes of more tensors than the inputs of the model. */
  static boolean isProfileTooSmall(OrtException error) {
    return plainMessage(error).contains("no associated shape profiles provided");
  }

  static String text(OrtException error) {
    return "onnx runtime error " + number(error.getCode()) + ": " + plainMessage(error);
  }

  private static ServingException translated(Reason reason, OrtException error) {
    String text = text(error);
    // The message is all that tells: allocation failures carry the code of whoever caught them.
    boolean memory = OUT_OF_MEMORY.stream().anyMatch(text::contains);
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
