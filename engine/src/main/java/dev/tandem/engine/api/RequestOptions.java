package dev.tandem.engine.api;

import static java.util.Objects.requireNonNull;

import java.util.HashMap;
import java.util.Map;

/**
 * What a caller may say about a request beside its tensors. A priority of 0 is the model's default,
 * a timeout of 0 none, a deadline of {@link #NO_DEADLINE} none; custom parameters are of type
 * Boolean, Long, Double or String.
 *
 * @param sequence where in its sequence the request stands, for models that keep sequences
 */
public record RequestOptions(
    long priority,
    long timeoutMicros,
    long deadlineNs,
    SequencePlace sequence,
    Map<String, Object> parameters) {
  public static final long NO_DEADLINE = Long.MAX_VALUE;
  public static final RequestOptions NONE =
      new RequestOptions(0, 0, NO_DEADLINE, SequencePlace.NONE, Map.of());

  public RequestOptions {
    requireNonNull(sequence, "sequence");
    parameters = Map.copyOf(parameters);
  }

  /** Those of a request by itself. */
  public RequestOptions(
      long priority, long timeoutMicros, long deadlineNs, Map<String, Object> parameters) {
    this(priority, timeoutMicros, deadlineNs, SequencePlace.NONE, parameters);
  }

  /** The same at another place. */
  public RequestOptions in(SequencePlace place) {
    return new RequestOptions(priority, timeoutMicros, deadlineNs, place, parameters);
  }

  RequestOptions with(Map<String, Object> more) {
    Map<String, Object> all = new HashMap<>(parameters);
    all.putAll(more);
    return new RequestOptions(priority, timeoutMicros, deadlineNs, sequence, all);
  }
}
