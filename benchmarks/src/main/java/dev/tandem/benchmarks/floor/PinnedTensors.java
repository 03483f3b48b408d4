package dev.tandem.benchmarks.floor;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import dev.tandem.engine.tensor.DataType;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;

/** Tensors by name over native memory that they are used in again and again. */
final class PinnedTensors implements AutoCloseable {
  private final OrtEnvironment environment;
  private final Map<String, OnnxTensor> tensors = new LinkedHashMap<>();

  PinnedTensors(OrtEnvironment environment) {
    this.environment = environment;
  }

  void add(String name, DataType type, ByteBuffer bytes, long... shape) throws OrtException {
    OnnxJavaType element = type == DataType.FP32 ? OnnxJavaType.FLOAT : OnnxJavaType.INT32;
    tensors.put(name, OnnxTensor.createTensor(environment, bytes, shape, element));
  }

  Map<String, OnnxTensor> byName() {
    return tensors;
  }

  @Override
  public void close() {
    tensors.values().forEach(OnnxTensor::close);
  }
}
