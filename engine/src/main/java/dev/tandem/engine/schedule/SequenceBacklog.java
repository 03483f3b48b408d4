package dev.tandem.engine.schedule;

import dev.tandem.engine.api.Reason;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The sequences that wait for a slot, the one that came first before others. Owned by whoever forms
 * batches.
 */
final class SequenceBacklog {
  private static final String TIMEOUT = "timeout of the corresponding sequence has been expired";

  /** What there may be of sequences that nobody waits for any more. */
  private static final int FORGOTTEN_AT_MOST = 64;

  private final Deque<OpenSequence> sequences = new ArrayDeque<>();
  private final Predicate<OpenSequence> isWanted;
  private final Consumer<OpenSequence> ended;
  private int sweepAt = FORGOTTEN_AT_MOST;
  private long nextEndNs = QueueRules.NEVER;

  /**
   * @param isWanted whether any request of a sequence still waits
   * @param ended told of each sequence that leaves without a slot
   */
  SequenceBacklog(Predicate<OpenSequence> isWanted, Consumer<OpenSequence> ended) {
    this.isWanted = isWanted;
    this.ended = ended;
  }

  void add(OpenSequence sequence) {
    sequences.add(sequence);
  }

  /** {@code sequence} waits no longer than {@code request}, one of its own, allows. */
  void limit(OpenSequence sequence, PendingRequest request) {
    long timeoutNs = request.backlogTimeoutNs();
    if (timeoutNs < sequence.backlogUntilNs) {
      sequence.backlogUntilNs = timeoutNs;
      nextEndNs = Math.min(nextEndNs, timeoutNs);
    }
    if (sequences.size() > sweepAt) {
      sweep(request.arrivedNs());
    }
  }

  /** Takes the sequence out that is to have the next slot; null where none waits. */
  @Nullable OpenSequence next() {
    OpenSequence sequence = sequences.poll();
    while (sequence != null && !isWanted.test(sequence)) {
      ended.accept(sequence);
      sequence = sequences.poll();
    }
    return sequence;
  }

  /** When somebody has waited for too long. */
  long nextEndNs() {
    return nextEndNs;
  }

  void expire(long nowNs) {
    if (nowNs >= nextEndNs) {
      sweep(nowNs);
    }
  }

  /** Ends what has waited for too long, and what nobody waits for. */
  void sweep(long nowNs) {
    nextEndNs = QueueRules.NEVER;
    Iterator<OpenSequence> all = sequences.iterator();
    while (all.hasNext()) {
      OpenSequence sequence = all.next();
      if (nowNs >= sequence.backlogUntilNs) {
        refuse(sequence, Reason.QUEUE_TIMEOUT, TIMEOUT);
      }
      if (isWanted.test(sequence)) {
        nextEndNs = Math.min(nextEndNs, sequence.backlogUntilNs);
      } else {
        all.remove();
        ended.accept(sequence);
      }
    }
    sweepAt = 2 * sequences.size() + FORGOTTEN_AT_MOST;
  }

  /** Nobody gets a slot any more. */
  void close() {
    for (OpenSequence sequence = sequences.poll(); sequence != null; sequence = sequences.poll()) {
      refuse(sequence, Reason.STOPPING, InFlight.STOPPING);
      ended.accept(sequence);
    }
    nextEndNs = QueueRules.NEVER;
  }

  private static void refuse(OpenSequence sequence, Reason reason, String text) {
    PendingRequest request = sequence.waiting.after(null);
    while (request != null) {
      PendingRequest next = request.next;
      request.failWaiting(reason, text);
      request = next;
    }
  }
}
