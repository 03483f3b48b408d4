package dev.tandem.engine.backend.onnx.provider;

import dev.tandem.engine.backend.onnx.provider.OptionTable.Option;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The settings of the CUDA provider. Those that are addresses in the server's memory are not for
 * configurations, nor are CUDA graphs: a captured one reads the inputs of the run that it was
 * captured in.
 */
final class CudaOptions {
  private static final OptionType ALGORITHM_SEARCH =
      OptionType.choice(
          "0, 1 or 2, or EXHAUSTIVE, HEURISTIC or DEFAULT",
          Map.of(
              "0", "EXHAUSTIVE",
              "1", "HEURISTIC",
              "2", "DEFAULT",
              "EXHAUSTIVE", "EXHAUSTIVE",
              "HEURISTIC", "HEURISTIC",
              "DEFAULT", "DEFAULT"));
  private static final OptionType ARENA_STRATEGY =
      OptionType.choice(
          "0 or 1, or kNextPowerOfTwo or kSameAsRequested",
          Map.of(
              "0", "kNextPowerOfTwo",
              "1", "kSameAsRequested",
              "kNextPowerOfTwo", "kNextPowerOfTwo",
              "kSameAsRequested", "kSameAsRequested"));

  /** What Triton takes from a model's parameters too. */
  private static final Map<String, OptionType> OF_PARAMETERS =
      Map.of(
          "cudnn_conv_algo_search",
          ALGORITHM_SEARCH,
          "gpu_mem_limit",
          OptionType.COUNT,
          "arena_extend_strategy",
          ARENA_STRATEGY,
          "do_copy_in_default_stream",
          OptionType.FLAG);

  private static final List<String> FLAGS =
      List.of(
          "cudnn_conv_use_max_workspace",
          "cudnn_conv1d_pad_to_nc1d",
          "enable_cudnn",
          "enable_skip_layer_norm_strict_mode",
          "fuse_conv_bias",
          "prefer_nhwc",
          "tunable_op_enable",
          "tunable_op_tuning_enable",
          "use_ep_level_unified_stream",
          "use_tf32");
  private static final List<String> COUNTS =
      List.of("sdpa_kernel", "tunable_op_max_tuning_duration_ms");

  static final OptionTable TABLE = new OptionTable("CUDA", table());

  private CudaOptions() {}

  /** What a model's parameters say; any other parameter may stand beside. */
  static Map<String, String> ofParameters(String model, Map<String, String> parameters) {
    Map<String, String> said = new TreeMap<>(parameters);
    said.keySet().retainAll(OF_PARAMETERS.keySet());
    return TABLE.toOrt(model, said);
  }

  private static Map<String, Option> table() {
    Map<String, Option> options = new HashMap<>();
    OF_PARAMETERS.forEach((name, type) -> options.put(name, new Option(name, type)));
    FLAGS.forEach(name -> options.put(name, new Option(name, OptionType.FLAG)));
    COUNTS.forEach(name -> options.put(name, new Option(name, OptionType.COUNT)));
    return options;
  }
}
