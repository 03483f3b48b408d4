package dev.tandem.engine.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Independent requests are joined into batches. */
public record DynamicBatching(
    List<Integer> preferredBatchSizes,
    long maxQueueDelayMicros,
    boolean preserveOrdering,
    long priorityLevels,
    long defaultPriorityLevel,
    Optional<QueuePolicy> defaultQueuePolicy,
    Map<Long, QueuePolicy> priorityQueuePolicies)
    implements Scheduling {

  /** Batches as they come: no preferred size, no delay, no priorities. */
  public static final DynamicBatching PLAIN =
      new DynamicBatching(List.of(), 0, false, 0, 0, Optional.empty(), Map.of());

  public DynamicBatching {
    preferredBatchSizes = List.copyOf(preferredBatchSizes);
    priorityQueuePolicies = SortedCopy.of(priorityQueuePolicies);
  }

  public DynamicBatching withPreferredBatchSizes(List<Integer> sizes) {
    return new DynamicBatching(
        sizes,
        maxQueueDelayMicros,
        preserveOrdering,
        priorityLevels,
        defaultPriorityLevel,
        defaultQueuePolicy,
        priorityQueuePolicies);
  }

  /** The policy of requests at {@code priorityLevel}. */
  public QueuePolicy queuePolicy(long priorityLevel) {
    QueuePolicy fallback = defaultQueuePolicy.orElse(QueuePolicy.UNLIMITED);
    return priorityQueuePolicies.getOrDefault(priorityLevel, fallback);
  }
}
