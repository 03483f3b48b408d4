package dev.tandem.engine.api;

import java.util.HashMap;
import java.util.Map;

/**
 * What a caller may say about a request beside its tensors. A priority of 0 is the model's default,
 * a timeout of 0 none, a deadline of {@link #NO_DEADLINE} none; custom parameters are of type
 * Boolean, Long, Double or String.
 */
public record RequestOptions(
    long priority, long timeoutMicros, long deadlineNs, Map<String, Object> parameters) {
  public static final long NO_DEADLINE = Long.MAX_VALUE;
  public static final RequestOptions NONE = new RequestOptions(0, 0, NO_DEADLINE, Map.of());

  public RequestOptions {
    parameters = Map.copyOf(parameters);
  }

  RequestOptions with(Map<String, Object> more) {
    Map<String, Object> all = new HashMap<>(parameters);
    all.putAll(more);
    return new RequestOptions(priority, timeoutMicros, deadlineNs, all);
  }
}
