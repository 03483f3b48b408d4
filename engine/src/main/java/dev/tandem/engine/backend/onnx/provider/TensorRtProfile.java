package dev.tandem.engine.backend.onnx.provider;

import dev.tandem.engine.model.DynamicBatching;
import dev.tandem.engine.model.ModelConfig;
import dev.tandem.engine.model.ModelInput;
import dev.tandem.engine.model.Scheduling;
import dev.tandem.engine.tensor.DataType;
import dev.tandem.engine.tensor.Shape;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * The batch sizes that TensorRT builds an engine for when a model is loaded, so that none of them
 * has it built while a request waits.
 */
final class TensorRtProfile {
  private static final List<String> SAID =
      List.of("trt_profile_min_shapes", "trt_profile_opt_shapes", "trt_profile_max_shapes");

  /** What the syntax of profiles has no room for. */
  private static final Pattern PLAIN_NAME = Pattern.compile("[^:,]+");

  private TensorRtProfile() {}

  /**
   * From one row to the largest batch, at its best with the largest preferred size; nothing where
   * the options say one, or where an input has other dimensions that vary.
   */
  static Map<String, String> of(ModelConfig config, Map<String, String> options) {
    boolean said = SAID.stream().anyMatch(options::containsKey);
    if (said || config.maxBatchSize() == 0 || !isDerivable(config)) {
      return Map.of();
    }
    return Map.of(
        "trt_profile_min_shapes", shapes(config, 1),
        "trt_profile_opt_shapes", shapes(config, bestSize(config)),
        "trt_profile_max_shapes", shapes(config, config.maxBatchSize()));
  }

  /** A profile must name every input of the graph, and configurations may leave some out. */
  private static boolean isDerivable(ModelConfig config) {
    boolean clientsSendAll =
        config.batchInputs().isEmpty()
            && (config.scheduling().equals(Scheduling.NONE)
                || config.scheduling() instanceof DynamicBatching);
    return clientsSendAll
        && config.inputs().stream()
            .allMatch(
                input ->
                    PLAIN_NAME.matcher(input.name()).matches()
                        && !input.optional()
                        && !input.allowRagged()
                        && input.type().filter(DataType::isFixedSize).isPresent()
                        && graphShape(input).isFixed());
  }

  private static Shape graphShape(ModelInput input) {
    return input.reshape().orElse(input.dims());
  }

  private static int bestSize(ModelConfig config) {
    return config.scheduling() instanceof DynamicBatching batching
            && !batching.preferredBatchSizes().isEmpty()
        ? Collections.max(batching.preferredBatchSizes())
        : config.maxBatchSize();
  }

  private static String shapes(ModelConfig config, int rows) {
    return config.inputs().stream()
        .map(input -> input.name() + ":" + text(graphShape(input).withLeading(rows)))
        .collect(Collectors.joining(","));
  }

  private static String text(Shape shape) {
    return LongStream.of(shape.toArray()).mapToObj(Long::toString).collect(Collectors.joining("x"));
  }
}
