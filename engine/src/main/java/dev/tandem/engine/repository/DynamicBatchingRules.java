package dev.tandem.engine.repository;

import dev.tandem.engine.model.DynamicBatching;
import dev.tandem.engine.model.QueuePolicy;
import dev.tandem.engine.repository.pbtxt.ConfigText;
import java.util.List;
import java.util.Optional;

/** What the settings of a dynamic batcher must obey. */
final class DynamicBatchingRules {
  private DynamicBatchingRules() {}

  static void check(DynamicBatching batching, int maxBatchSize, String model, Findings findings) {
    findings.check(
        () -> checkPreferredSizes(batching, maxBatchSize, model),
        () -> Optional.of(withSizesThatFit(batching, maxBatchSize)));
    findings.check(() -> checkPriorities(batching, model));
    findings.check(() -> checkOrdering(batching, model));
  }

  private static void checkPreferredSizes(
      DynamicBatching batching, int maxBatchSize, String model) {
    for (int size : batching.preferredBatchSizes()) {
      Require.that(size > 0, "dynamic batching preferred size must be positive for " + model);
      Require.that(
          size <= maxBatchSize,
          "dynamic batching preferred size must be <= max batch size for " + model);
    }
  }

  private static String withSizesThatFit(DynamicBatching batching, int maxBatchSize) {
    List<Integer> sizes =
        batching.preferredBatchSizes().stream()
            .filter(size -> size > 0 && size <= maxBatchSize)
            .toList();
    return ConfigText.schedulingLine(
        batching.withPreferredBatchSizes(
            sizes.isEmpty() && maxBatchSize > 0 ? List.of(maxBatchSize) : sizes));
  }

  private static void checkPriorities(DynamicBatching batching, String model) {
    long levels = batching.priorityLevels();
    if (levels == 0) {
      return;
    }
    String range = " in range [1, " + levels + "] for " + model;
    Require.that(
        isBetweenOneAnd(levels, batching.defaultPriorityLevel()),
        "default priority level must be" + range);
    for (long level : batching.priorityQueuePolicies().keySet()) {
      Require.that(
          isBetweenOneAnd(levels, level), "priority queue policy must have priority level" + range);
    }
  }

  private static void checkOrdering(DynamicBatching batching, String model) {
    if (!batching.preserveOrdering()) {
      return;
    }
    Require.that(
        batching.priorityLevels() <= 1,
        "Only one priority level is allowed when 'preserve_ordering' is true for " + model);
    batching.defaultQueuePolicy().ifPresent(policy -> checkNoDelay(policy, model));
    batching.priorityQueuePolicies().values().forEach(policy -> checkNoDelay(policy, model));
  }

  private static void checkNoDelay(QueuePolicy policy, String model) {
    Require.that(
        policy.defaultTimeoutMicros() == 0
            || policy.timeoutAction() != QueuePolicy.TimeoutAction.DELAY,
        "Queue policy can not have DELAY as timeout action when 'preserve_ordering' is true for "
            + model);
  }

  private static boolean isBetweenOneAnd(long levels, long level) {
    return level >= 1 && level <= levels;
  }
}
