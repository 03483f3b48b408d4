package dev.tandem.engine.schedule;

import dev.tandem.engine.api.Reason;
import dev.tandem.engine.model.DynamicBatching;
import dev.tandem.engine.model.QueuePolicy;
import dev.tandem.engine.model.QueuePolicy.TimeoutAction;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Which requests go first, and how many may wait for how long.
 *
 * @param levels how many priorities there are, 1 the first to be served; 0 for none
 * @param defaultLevel the priority of a request that names none of them
 */
public record QueueRules(
    long levels, long defaultLevel, QueuePolicy fallback, Map<Long, QueuePolicy> byLevel) {
  static final long NEVER = Long.MAX_VALUE;

  private static final String EXPIRED = "Request timeout expired";
  private static final String DEADLINE = "the deadline passed before the request was executed";

  /** No priorities and no limits. */
  public static final QueueRules NONE = new QueueRules(0, 0, QueuePolicy.UNLIMITED, Map.of());

  public QueueRules {
    byLevel = Map.copyOf(byLevel);
  }

  static QueueRules of(DynamicBatching batching) {
    return new QueueRules(
        batching.priorityLevels(),
        batching.defaultPriorityLevel(),
        batching.defaultQueuePolicy().orElse(QueuePolicy.UNLIMITED),
        batching.priorityQueuePolicies());
  }

  /** The level that a request of {@code priority} waits at. */
  long levelOf(long priority) {
    if (levels == 0) {
      return 0;
    }
    return priority >= 1 && priority <= levels ? priority : defaultLevel;
  }

  QueuePolicy policyOf(long level) {
    return byLevel.isEmpty() ? fallback : byLevel.getOrDefault(level, fallback);
  }

  /** Answers {@code request} where it waits though its time is up, unless it may be late. */
  void failLate(PendingRequest request, long nowNs) {
    if (nowNs >= request.deadlineNs()) {
      request.failWaiting(Reason.DEADLINE_EXCEEDED, DEADLINE);
    } else if (nowNs >= request.queueTimeoutNs
        && policyOf(request.level()).timeoutAction() == TimeoutAction.REJECT) {
      request.failWaiting(Reason.QUEUE_TIMEOUT, EXPIRED);
    }
  }

  /**
   * When a request's time in the queue is up, {@link #NEVER} where it is not limited. A timeout of
   * the request's own counts only where it shortens the one of its level.
   */
  long timeoutNs(QueuePolicy policy, long requestTimeoutMicros, long arrivedNs) {
    long timeoutMicros = policy.defaultTimeoutMicros();
    if (timeoutMicros == 0) {
      return NEVER;
    }
    boolean overrides = policy.allowTimeoutOverride() && requestTimeoutMicros > 0;
    if (overrides && requestTimeoutMicros < timeoutMicros) {
      timeoutMicros = requestTimeoutMicros;
    }
    long timeoutNs = arrivedNs + TimeUnit.MICROSECONDS.toNanos(timeoutMicros);
    return timeoutNs < arrivedNs ? NEVER : timeoutNs;
  }
}
