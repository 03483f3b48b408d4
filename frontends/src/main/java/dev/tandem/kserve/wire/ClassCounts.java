package dev.tandem.kserve.wire;

import dev.tandem.engine.api.InferResponse;
import dev.tandem.engine.api.ServedModel;
import dev.tandem.engine.tensor.Tensor;
import dev.tandem.kserve.wire.Parameter.Kind;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which outputs a request wants as classes, and how many of each. */
public record ClassCounts(Map<String, Integer> byOutput) {
  static final String PARAMETER = "classification";

  public static final ClassCounts NONE = new ClassCounts(Map.of());

  public ClassCounts {
    byOutput = Map.copyOf(byOutput);
  }

  /** What {@code message} asks for; throws where it asks in a way that is not there. */
  public static ClassCounts of(InferMessage message) {
    Map<String, Integer> counts = Map.of();
    for (OutputMessage output : message.outputs()) {
      Parameter asked = output.parameters().get(PARAMETER);
      if (asked != null) {
        counts = counts.isEmpty() ? new HashMap<>() : counts;
        counts.put(output.name(), count(asked));
      }
    }
    return counts.isEmpty() ? NONE : new ClassCounts(counts);
  }

  private static int count(Parameter asked) {
    if (asked.kind() != Kind.INT64) {
      throw InferMessageReader.invalid(
          "invalid value type for 'classification' parameter, expected int64_param");
    }
    if (asked.number() <= 0) {
      throw InferMessageReader.invalid(
          "invalid value for 'classification' parameter, expected >= 0");
    }
    return clamped(asked.number());
  }

  /** No output has more classes than fit in an int. */
  static int clamped(long count) {
    return count < 0 || count > Integer.MAX_VALUE ? Integer.MAX_VALUE : (int) count;
  }

  /**
   * {@code response} with classes in the place of what was asked for as such. It lies in the same
   * memory, so that only one of the two is to be closed: the given one where this throws.
   */
  public InferResponse apply(InferResponse response) {
    if (byOutput.isEmpty()) {
      return response;
    }
    ServedModel model = response.model();
    List<Tensor> outputs = response.outputs().stream().map(output -> shown(output, model)).toList();
    return response.with(outputs);
  }

  private Tensor shown(Tensor output, ServedModel model) {
    Integer count = byOutput.get(output.name());
    return count == null
        ? output
        : TopClasses.of(
            output, count, model.config().maxBatchSize() > 0, model.labels(output.name()));
  }
}
