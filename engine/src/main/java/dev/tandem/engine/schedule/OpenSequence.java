package dev.tandem.engine.schedule;

import dev.tandem.engine.api.SequenceId;

/**
 * A sequence of which not every request has been answered. Belongs to whoever forms batches, but
 * for {@link #states} while one of its requests runs, which are that runner's then.
 */
final class OpenSequence {
  final SequenceId id;
  final RequestLine waiting = new RequestLine();
  final SequenceStates states = new SequenceStates();

  /** Whether one of its requests may run or does. */
  boolean busy;

  boolean hasSlot;

  /** Whether the last request that came ends it. */
  boolean ending;

  /** Whether the last one that came was a beginning that was given up. */
  boolean beginsAnew;

  long idleSinceNs;

  /** When those that wait for a slot have waited long enough. */
  long backlogUntilNs = QueueRules.NEVER;

  OpenSequence(SequenceId id) {
    this.id = id;
  }
}
