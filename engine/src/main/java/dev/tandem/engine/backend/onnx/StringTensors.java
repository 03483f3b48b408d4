package dev.tandem.engine.backend.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import dev.tandem.engine.tensor.Lease;
import dev.tandem.engine.tensor.NativePool;
import dev.tandem.engine.tensor.Tensor;

/** How byte strings get into ONNX Runtime and out of it, every byte as it was. */
interface StringTensors {
  /** The best way that works on this platform. */
  static StringTensors create(OrtEnvironment environment, OrtAccess access) throws OrtException {
    return StringLayout.holds(environment, access)
        ? new NativeStrings(environment, access)
        : new EscapedStrings(environment);
  }

  OnnxTensor write(Tensor tensor) throws OrtException;

  /** The strings of {@code tensor} in the form in which they travel, in a new lease. */
  Lease read(OnnxTensor tensor, NativePool pool) throws OrtException;
}
