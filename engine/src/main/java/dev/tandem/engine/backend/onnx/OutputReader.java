package dev.tandem.engine.backend.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtException;
import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.tensor.DataType;
import dev.tandem.engine.tensor.Lease;
import dev.tandem.engine.tensor.NativePool;
import dev.tandem.engine.tensor.Shape;
import dev.tandem.engine.tensor.Tensor;
import dev.tandem.engine.tensor.TensorBytes;
import java.nio.ByteBuffer;
import java.util.Optional;

/** Takes over outputs that lie in ONNX Runtime's memory, without a copy where that is possible. */
record OutputReader(OnnxEnvironment environment, NativePool pool) {

  /** Closes {@code value} or ties it to the lease. */
  OwnedTensor take(OutputSpec output, OnnxValue value) throws OrtException {
    boolean adopted = false;
    try {
      OnnxTensor tensor = tensor(output, value);
      DataType type = type(output, tensor);
      Shape shape = Shape.of(tensor.getInfo().getShape());
      Optional<Lease> lease = Optional.empty();
      if (shape.elementCount() > 0) {
        if (type == DataType.BYTES) {
          lease = Optional.of(environment.strings().read(tensor, pool));
        } else {
          ByteBuffer memory = memory(output, tensor, shape.elementCount() * type.byteSize());
          adopted = !output.isInput();
          lease = Optional.of(adopted ? pool.adopt(memory, tensor::close) : copyOf(memory));
        }
      }
      TensorBytes bytes =
          lease.map(memory -> TensorBytes.wrap(memory.view())).orElse(TensorBytes.EMPTY);
      return new OwnedTensor(new Tensor(output.name(), type, shape, bytes), lease);
    } finally {
      if (!adopted) {
        value.close();
      }
    }
  }

  private ByteBuffer memory(OutputSpec output, OnnxTensor tensor, long bytes) {
    if (bytes > Integer.MAX_VALUE) {
      throw new ServingException(
          Reason.EXECUTION_FAILED,
          "output '%s' has %d bytes (expected: at most %d)"
              .formatted(output.name(), bytes, Integer.MAX_VALUE));
    }
    return environment.access().memoryOf(tensor);
  }

  private Lease copyOf(ByteBuffer memory) {
    Lease copy = pool.lease(memory.remaining());
    copy.view().put(memory);
    return copy;
  }

  private static OnnxTensor tensor(OutputSpec output, OnnxValue value) {
    if (value instanceof OnnxTensor tensor) {
      return tensor;
    }
    throw unsupported(output, value.getType());
  }

  private static DataType type(OutputSpec output, OnnxTensor tensor) {
    return ElementTypes.of(tensor.getInfo().onnxType)
        .orElseThrow(() -> unsupported(output, tensor.getInfo().onnxType));
  }

  private static ServingException unsupported(OutputSpec output, Enum<?> found) {
    return new ServingException(
        Reason.UNSUPPORTED,
        "output '%s' is of type %s (expected: a tensor of a type that the protocols carry)"
            .formatted(output.name(), found));
  }
}
