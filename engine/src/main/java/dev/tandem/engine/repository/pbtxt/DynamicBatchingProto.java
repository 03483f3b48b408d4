package dev.tandem.engine.repository.pbtxt;

import dev.tandem.engine.model.DynamicBatching;
import dev.tandem.engine.model.QueuePolicy;
import dev.tandem.proto.kserve.ModelDynamicBatching;
import dev.tandem.proto.kserve.ModelQueuePolicy;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** {@link DynamicBatching} and its message. */
final class DynamicBatchingProto {
  private DynamicBatchingProto() {}

  static DynamicBatching read(ModelDynamicBatching message) {
    Map<Long, QueuePolicy> policies = new HashMap<>();
    message
        .getPriorityQueuePolicyMap()
        .forEach((level, policy) -> policies.put(Unsigned.read(level.longValue()), read(policy)));
    return new DynamicBatching(
        message.getPreferredBatchSizeList(),
        Unsigned.read(message.getMaxQueueDelayMicroseconds()),
        message.getPreserveOrdering(),
        Unsigned.read(message.getPriorityLevels()),
        Unsigned.read(message.getDefaultPriorityLevel()),
        message.hasDefaultQueuePolicy()
            ? Optional.of(read(message.getDefaultQueuePolicy()))
            : Optional.empty(),
        policies);
  }

  static ModelDynamicBatching write(DynamicBatching batching) {
    ModelDynamicBatching.Builder message =
        ModelDynamicBatching.newBuilder()
            .addAllPreferredBatchSize(batching.preferredBatchSizes())
            .setMaxQueueDelayMicroseconds(batching.maxQueueDelayMicros())
            .setPreserveOrdering(batching.preserveOrdering())
            .setPriorityLevels(batching.priorityLevels())
            .setDefaultPriorityLevel(batching.defaultPriorityLevel());
    batching.defaultQueuePolicy().ifPresent(policy -> message.setDefaultQueuePolicy(write(policy)));
    batching
        .priorityQueuePolicies()
        .forEach((level, policy) -> message.putPriorityQueuePolicy(level, write(policy)));
    return message.build();
  }

  private static QueuePolicy read(ModelQueuePolicy message) {
    return new QueuePolicy(
        Enums.read(QueuePolicy.TimeoutAction.class, "", message.getTimeoutAction()),
        Unsigned.read(message.getDefaultTimeoutMicroseconds()),
        message.getAllowTimeoutOverride(),
        Unsigned.read(message.getMaxQueueSize()));
  }

  private static ModelQueuePolicy write(QueuePolicy policy) {
    return ModelQueuePolicy.newBuilder()
        .setTimeoutAction(ModelQueuePolicy.TimeoutAction.valueOf(policy.timeoutAction().name()))
        .setDefaultTimeoutMicroseconds(policy.defaultTimeoutMicros())
        .setAllowTimeoutOverride(policy.allowTimeoutOverride())
        .setMaxQueueSize(Unsigned.write(policy.maxQueueSize()))
        .build();
  }
}
