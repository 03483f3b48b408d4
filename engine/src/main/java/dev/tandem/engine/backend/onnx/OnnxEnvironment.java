package dev.tandem.engine.backend.onnx;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ServingException;

/** The one ONNX Runtime of this process and how to reach into it; never closed. */
record OnnxEnvironment(OrtEnvironment ort, OrtAccess access, StringTensors strings) {
  private static final String NAME = "tandem";
  private static final OrtLoggingLevel LOGGING = OrtLoggingLevel.ORT_LOGGING_LEVEL_WARNING;

  static OnnxEnvironment create(ThreadSettings threads) {
    return LargeStack.call(() -> createHere(threads));
  }

  private static OnnxEnvironment createHere(ThreadSettings threads) {
    try {
      OrtEnvironment ort =
          threads.shared()
              ? withSharedThreads(threads)
              : OrtEnvironment.getEnvironment(LOGGING, NAME);
      OrtAccess access = new OrtAccess(ort);
      access.keepEnvironment(LOGGING.getValue(), NAME);
      return new OnnxEnvironment(ort, access, StringTensors.create(ort, access));
    } catch (OrtException e) {
      throw OrtErrors.loading(e);
    } catch (LinkageError | RuntimeException e) {
      throw new ServingException(Reason.INTERNAL, "ONNX Runtime cannot be used here: " + e, e);
    }
  }

  /** Must come before anything else that makes the process's environment. */
  private static OrtEnvironment withSharedThreads(ThreadSettings threads) throws OrtException {
    try (OrtEnvironment.ThreadingOptions options = new OrtEnvironment.ThreadingOptions()) {
      options.setGlobalIntraOpNumThreads(threads.intraOp());
      options.setGlobalInterOpNumThreads(threads.interOp());
      options.setGlobalSpinControl(false);
      return OrtEnvironment.getEnvironment(LOGGING, NAME, options);
    }
  }
}
