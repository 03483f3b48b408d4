package dev.tandem.benchmarks.floor;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import dev.tandem.benchmarks.cases.SampleInput;
import dev.tandem.engine.tensor.DataType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Map;

/** Tensors by name over native memory that they are used in again and again. */
public final class PinnedTensors implements AutoCloseable {
  private final OrtEnvironment environment;
  private final Map<String, OnnxTensor> tensors = new LinkedHashMap<>();

  private PinnedTensors(OrtEnvironment environment) {
    this.environment = environment;
  }

  /** Each input {@code rows} times. */
  public static PinnedTensors inputs(
      OrtEnvironment environment, Iterable<SampleInput> inputs, int rows) throws OrtException {
    PinnedTensors tensors = new PinnedTensors(environment);
    for (SampleInput input : inputs) {
      ByteBuffer bytes = direct((long) input.bytes().size() * rows);
      for (int row = 0; row < rows; row++) {
        input.bytes().copyTo(bytes);
      }
      long[] shape = input.shape().stream().mapToLong(Long::longValue).toArray();
      shape[0] = rows;
      tensors.add(input.name(), input.type(), bytes.flip(), shape);
    }
    return tensors;
  }

  /** Room for what a run over {@code inputs} gives, which is found out by one. */
  public static PinnedTensors outputs(
      OrtEnvironment environment, OrtSession session, PinnedTensors inputs) throws OrtException {
    PinnedTensors tensors = new PinnedTensors(environment);
    try (OrtSession.Result sample = session.run(inputs.byName())) {
      for (Map.Entry<String, OnnxValue> output : sample) {
        TensorInfo info = ((OnnxTensor) output.getValue()).getInfo();
        DataType type = info.type == OnnxJavaType.FLOAT ? DataType.FP32 : DataType.INT32;
        ByteBuffer bytes = direct(info.getNumElements() * type.byteSize());
        tensors.add(output.getKey(), type, bytes, info.getShape());
      }
    }
    return tensors;
  }

  private static ByteBuffer direct(long bytes) {
    return ByteBuffer.allocateDirect(Math.toIntExact(bytes)).order(ByteOrder.LITTLE_ENDIAN);
  }

  private void add(String name, DataType type, ByteBuffer bytes, long... shape)
      throws OrtException {
    OnnxJavaType element = type == DataType.FP32 ? OnnxJavaType.FLOAT : OnnxJavaType.INT32;
    tensors.put(name, OnnxTensor.createTensor(environment, bytes, shape, element));
  }

  public Map<String, OnnxTensor> byName() {
    return tensors;
  }

  @Override
  public void close() {
    tensors.values().forEach(OnnxTensor::close);
  }
}
