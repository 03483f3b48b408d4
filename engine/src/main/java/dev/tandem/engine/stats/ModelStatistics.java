package dev.tandem.engine.stats;

import java.util.List;
import java.util.Map;

/** What a model version did so far. Durations of a batch count in full for each of its requests. */
public record ModelStatistics(
    long lastInferenceMs,
    long inferenceCount,
    long executionCount,
    long pendingRequests,
    long loadNs,
    DurationTotal success,
    DurationTotal fail,
    DurationTotal queue,
    DurationTotal computeInput,
    DurationTotal computeInfer,
    DurationTotal computeOutput,
    List<BatchStatistics> batches,
    List<ResponseStatistics> responses,
    Map<FailureKind, Long> failures,
    SequenceStatistics sequences,
    CacheStatistics cache) {
  public ModelStatistics {
    batches = List.copyOf(batches);
    responses = List.copyOf(responses);
    failures = Map.copyOf(failures);
  }
}
