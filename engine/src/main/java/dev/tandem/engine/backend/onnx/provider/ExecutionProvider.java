package dev.tandem.engine.backend.onnx.provider;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.providers.OrtCUDAProviderOptions;
import ai.onnxruntime.providers.OrtTensorRTProviderOptions;
import java.util.Collections;
import java.util.Map;
import java.util.Map.Entry;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A way in which ONNX Runtime executes graphs on a GPU.
 *
 * @param gpu the number that CUDA gives the GPU
 * @param options what the configuration asks for, in ONNX Runtime's own names
 * @param profile the options of a TensorRT profile that the configuration does not ask for
 */
public record ExecutionProvider(
    Kind kind, int gpu, SortedMap<String, String> options, SortedMap<String, String> profile) {

  /** The providers there are; what one cannot run is left to the next, and last to the CPU. */
  public enum Kind {
    CUDA,
    TENSORRT
  }

  public ExecutionProvider {
    options = Collections.unmodifiableSortedMap(new TreeMap<>(options));
    profile = Collections.unmodifiableSortedMap(new TreeMap<>(profile));
  }

  static ExecutionProvider cuda(int gpu, Map<String, String> options) {
    return new ExecutionProvider(Kind.CUDA, gpu, new TreeMap<>(options), new TreeMap<>());
  }

  static ExecutionProvider tensorRt(
      int gpu, Map<String, String> options, Map<String, String> profile) {
    return new ExecutionProvider(
        Kind.TENSORRT, gpu, new TreeMap<>(options), new TreeMap<>(profile));
  }

  /** The same, leaving to TensorRT which sizes it builds engines for, and when. */
  public ExecutionProvider withoutProfile() {
    return new ExecutionProvider(kind, gpu, options, new TreeMap<>());
  }

  /** Adds it behind those that {@code session} has already. */
  public void addTo(SessionOptions session) throws OrtException {
    switch (kind) {
      case CUDA -> addCudaTo(session);
      case TENSORRT -> addTensorRtTo(session);
    }
  }

  private void addCudaTo(SessionOptions session) throws OrtException {
    try (OrtCUDAProviderOptions cuda = new OrtCUDAProviderOptions(gpu)) {
      for (Entry<String, String> option : options.entrySet()) {
        cuda.add(option.getKey(), option.getValue());
      }
      session.addCUDA(cuda);
    }
  }

  private void addTensorRtTo(SessionOptions session) throws OrtException {
    try (OrtTensorRTProviderOptions tensorRt = new OrtTensorRTProviderOptions(gpu)) {
      for (Entry<String, String> option : options.entrySet()) {
        tensorRt.add(option.getKey(), option.getValue());
      }
      for (Entry<String, String> option : profile.entrySet()) {
        tensorRt.add(option.getKey(), option.getValue());
      }
      session.addTensorrt(tensorRt);
    }
  }
}
