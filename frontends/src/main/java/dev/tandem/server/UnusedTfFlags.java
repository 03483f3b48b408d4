package dev.tandem.server;

import java.util.Map;

/** Flags of TensorFlow Serving's that change nothing here, each with the reason. */
final class UnusedTfFlags {
  private static final String NO_SESSION =
      "models run on ONNX Runtime, without a session of theirs";
  private static final String NO_TFLITE = "models are ONNX, not TensorFlow Lite";
  private static final String NO_XLA = "ONNX Runtime does not compile with XLA";

  static final Map<String, String> REASONS =
      Map.ofEntries(
          Map.entry("--num_unload_threads", "models are freed on one thread that never waits"),
          Map.entry("--enable_grpc_healthcheck_service", "grpc.health.v1 is always there"),
          Map.entry("--enable_profiler", "there is no profiler"),
          Map.entry("--saved_model_tags", "an ONNX model has one graph"),
          Map.entry("--flush_filesystem_caches", "models are not kept in caches of files"),
          Map.entry(
              "--remove_unused_fields_from_bundle_metagraph", "an ONNX model has no metagraph"),
          Map.entry("--platform_config_file", NO_SESSION),
          Map.entry("--tensorflow_session_config_file", NO_SESSION),
          Map.entry("--thread_pool_factory_config_file", NO_SESSION),
          Map.entry(
              "--per_process_gpu_memory_fraction",
              "gpu_mem_limit bounds each model's memory on GPUs"),
          Map.entry("--mixed_precision", "models run in the types that their graphs say"),
          Map.entry("--prefer_tflite_model", NO_TFLITE),
          Map.entry("--use_tflite_model", NO_TFLITE),
          Map.entry("--num_tflite_pools", NO_TFLITE),
          Map.entry("--num_tflite_interpreters", NO_TFLITE),
          Map.entry("--num_tflite_interpreters_per_pool", NO_TFLITE),
          Map.entry("--xla_cpu_compilation_enabled", NO_XLA),
          Map.entry("--xla_gpu_compilation_enabled", NO_XLA),
          Map.entry("--skip_initialize_tpu", "there are no TPUs"));

  private UnusedTfFlags() {}
}
