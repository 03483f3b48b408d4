package dev.tandem.engine.backend.onnx;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtProvider;
import dev.tandem.engine.api.ServingException;
import java.util.List;
import java.util.Map;

/**
 * What ONNX Runtime says of itself once it runs.
 *
 * @param providers what its build may run models with, whether or not this machine has what they
 *     need
 */
public record OnnxRuntimeInfo(String version, List<String> providers) {
  public OnnxRuntimeInfo {
    providers = List.copyOf(providers);
  }

  /**
   * Starts it as the first model does.
   *
   * @throws ServingException if it does not start here
   */
  public static OnnxRuntimeInfo start() {
    OnnxEnvironment environment =
        OnnxEnvironment.create(ThreadSettings.ofBackend(OnnxBackend.NAME, Map.of()));
    return new OnnxRuntimeInfo(
        environment.ort().getVersion(),
        OrtEnvironment.getAvailableProviders().stream().map(OrtProvider::getName).toList());
  }
}
