package dev.tandem.engine.backend.onnx;

import dev.tandem.engine.model.ModelConfig;
import java.util.Map;

/**
 * How many threads work on one run, the caller's included; 0 stands for one per core. Shared
 * threads are one pool for all models, sized by the backend's configuration alone.
 */
record ThreadSettings(int intraOp, int interOp, boolean shared) {
  /** Runs go side by side, so that more threads for each cost more than they give. */
  private static final int ONE_PER_RUN = 1;

  private static final int ONE_PER_CORE = 0;

  static ThreadSettings ofBackend(String backend, Map<String, String> backendConfig) {
    Settings settings = new Settings("backend '" + backend + "'", backendConfig);
    boolean shared = settings.flag("enable-global-threadpool").orElse(false);
    int threads = shared ? ONE_PER_CORE : ONE_PER_RUN;
    return new ThreadSettings(
        settings.count("intra_op_thread_count").orElse(threads),
        settings.count("inter_op_thread_count").orElse(threads),
        shared);
  }

  /** What {@code config} says, and these settings where it says nothing. */
  ThreadSettings overriddenBy(ModelConfig config) {
    Settings settings = SessionSettings.parameters(config);
    return new ThreadSettings(
        settings.count("intra_op_thread_count").orElse(intraOp),
        settings.count("inter_op_thread_count").orElse(interOp),
        shared);
  }
}
