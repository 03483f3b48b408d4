package dev.tandem.engine.schedule;

import dev.tandem.engine.model.ModelConfig;
import dev.tandem.engine.model.SequenceBatching;
import dev.tandem.engine.model.SequenceBatching.Oldest;
import java.util.concurrent.TimeUnit;

/** How many sequences have a slot at the same time, and how long one keeps it without a request. */
record SequenceLimits(int slots, long idleNs) {
  SequenceLimits {
    idleNs = BatchPolicy.addable(idleNs);
  }

  static SequenceLimits of(ModelConfig config, SequenceBatching batching, int instances) {
    int perInstance =
        batching.strategy().orElse(null) instanceof Oldest oldest
            ? oldest.maxCandidateSequences()
            : config.maxBatchSize();
    long slots = (long) instances * Math.max(1, perInstance);
    return new SequenceLimits(
        (int) Math.min(Integer.MAX_VALUE, slots),
        TimeUnit.MICROSECONDS.toNanos(batching.maxSequenceIdleMicros()));
  }
}
