package dev.tandem.engine.backend.onnx.provider;

import dev.tandem.engine.backend.onnx.provider.OptionTable.Option;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The settings of the TensorRT provider: Triton's own names, and all names of ONNX Runtime that are
 * no addresses in the server's memory. CUDA graphs are not among them: see {@link CudaOptions}.
 */
final class TensorRtOptions {
  private static final String PRECISION_MODE = "precision_mode";
  private static final String PRECISIONS = "FP32, FP16, BF16 or INT8";

  private static final List<String> FLAGS =
      List.of(
          "trt_bf16_enable",
          "trt_build_heuristics_enable",
          "trt_context_memory_sharing_enable",
          "trt_detailed_build_log",
          "trt_dla_enable",
          "trt_dump_ep_context_model",
          "trt_dump_subgraphs",
          "trt_engine_cache_enable",
          "trt_engine_decryption_enable",
          "trt_engine_hw_compatible",
          "trt_force_sequential_engine_build",
          "trt_force_timing_cache",
          "trt_fp16_enable",
          "trt_int8_enable",
          "trt_int8_use_native_calibration_table",
          "trt_layer_norm_fp32_fallback",
          "trt_load_user_initializer",
          "trt_sparsity_enable",
          "trt_timing_cache_enable",
          "trt_weight_stripped_engine_enable");
  private static final List<String> INTEGERS =
      List.of(
          "trt_auxiliary_streams",
          "trt_builder_optimization_level",
          "trt_dla_core",
          "trt_ep_context_embed_mode",
          "trt_max_partition_iterations",
          "trt_min_subgraph_size");
  private static final List<String> TEXTS =
      List.of(
          "trt_engine_cache_path",
          "trt_engine_cache_prefix",
          "trt_engine_decryption_lib_path",
          "trt_ep_context_file_path",
          "trt_extra_plugin_lib_paths",
          "trt_int8_calibration_table_name",
          "trt_onnx_model_folder_path",
          "trt_op_types_to_exclude",
          "trt_preview_features",
          "trt_profile_max_shapes",
          "trt_profile_min_shapes",
          "trt_profile_opt_shapes",
          "trt_tactic_sources",
          "trt_timing_cache_path");

  static final OptionTable TABLE = new OptionTable("TensorRT", table());

  private TensorRtOptions() {}

  static Map<String, String> toOrt(String model, Map<String, String> given) {
    Map<String, String> said = new TreeMap<>(given);
    Optional<String> precision = Optional.ofNullable(said.remove(PRECISION_MODE));
    Map<String, String> result = TABLE.toOrt(model, said);
    switch (precision.orElse("FP32")) {
      case "FP32" -> {}
      case "FP16" -> result.put("trt_fp16_enable", "1");
      case "BF16" -> result.put("trt_bf16_enable", "1");
      case "INT8" -> result.put("trt_int8_enable", "1");
      default ->
          throw OptionTable.refused(
              model,
              "unsupported precision mode '%s' is requested (expected: %s)"
                  .formatted(precision.get(), PRECISIONS));
    }
    return result;
  }

  private static Map<String, Option> table() {
    Map<String, Option> options = new HashMap<>();
    FLAGS.forEach(name -> options.put(name, new Option(name, OptionType.FLAG)));
    INTEGERS.forEach(name -> options.put(name, new Option(name, OptionType.INTEGER)));
    TEXTS.forEach(name -> options.put(name, new Option(name, OptionType.TEXT)));
    Option workspace = new Option("trt_max_workspace_size", OptionType.COUNT);
    options.put("max_workspace_size_bytes", workspace);
    options.put("trt_max_workspace_size", workspace);
    options.put(
        "int8_calibration_table_name",
        new Option("trt_int8_calibration_table_name", OptionType.TEXT));
    options.put(
        "int8_use_native_calibration_table",
        new Option("trt_int8_use_native_calibration_table", OptionType.FLAG));
    return options;
  }
}
