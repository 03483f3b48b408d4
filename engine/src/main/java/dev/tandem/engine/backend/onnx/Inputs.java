package dev.tandem.engine.backend.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.tensor.DataType;
import dev.tandem.engine.tensor.Tensor;
import dev.tandem.engine.tensor.TensorBytes;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The inputs of one run after the other as ONNX Runtime takes them. Owned by one thread. */
final class Inputs {
  private final OnnxEnvironment environment;
  private @Nullable OnnxTensor[] tensors = {};
  private String[] names = {};
  private long[] handles = {};

  Inputs(OnnxEnvironment environment) {
    this.environment = environment;
  }

  /** Borrows {@code inputs} until {@link #release}. */
  void bind(List<Tensor> inputs) throws OrtException {
    if (names.length != inputs.size()) {
      tensors = new OnnxTensor[inputs.size()];
      names = new String[inputs.size()];
      handles = new long[inputs.size()];
    }
    for (int i = 0; i < names.length; i++) {
      Tensor input = inputs.get(i);
      OnnxTensor tensor = wrap(input);
      tensors[i] = tensor;
      names[i] = input.name();
      handles[i] = environment.access().handleOf(tensor);
    }
  }

  void release() {
    for (int i = 0; i < tensors.length; i++) {
      OnnxTensor tensor = tensors[i];
      if (tensor != null) {
        tensors[i] = null;
        tensor.close();
      }
    }
  }

  String[] names() {
    return names;
  }

  long[] handles() {
    return handles;
  }

  private OnnxTensor wrap(Tensor input) throws OrtException {
    if (input.type() == DataType.BYTES) {
      return environment.strings().write(input);
    }
    long bytes = Math.multiplyExact(input.shape().elementCount(), input.type().byteSize());
    if (bytes != input.bytes().size()) {
      throw new ServingException(
          Reason.INVALID_TENSOR,
          "input '%s' holds %d bytes (expected: %d for %s of shape %s)"
              .formatted(input.name(), input.bytes().size(), bytes, input.type(), input.shape()));
    }
    return environment
        .access()
        .wrap(nativeRun(input), ElementTypes.of(input.type()), input.shape().toArray());
  }

  private static ByteBuffer nativeRun(Tensor input) {
    if (input.bytes().isOneNativeRun()) {
      return input.bytes().run(0);
    }
    if (input.bytes().size() == 0) {
      return TensorBytes.EMPTY.run(0);
    }
    throw new ServingException(
        Reason.INTERNAL, "input '" + input.name() + "' is scattered (expected: one native run)");
  }
}
