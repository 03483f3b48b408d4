package dev.tandem.engine.schedule;

import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.SequenceId;
import dev.tandem.engine.api.SequencePlace;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Which sequences are open, which of them have a slot, and which request of each may run: the
 * oldest one, once the one before it is answered. Takes no time and knows no thread: what it does
 * follows from what it is told, and when. Owned by whoever forms batches.
 */
final class SequenceBook {
  private static final String BACKLOG_TIMEOUT =
      "timeout of the corresponding sequence has been expired";

  /** What there may be of sequences that wait for a slot though nobody waits for them any more. */
  private static final int FORGOTTEN_AT_MOST = 64;

  private final SequenceLimits limits;
  private final Consumer<PendingRequest> ready;
  private final Map<SequenceId, OpenSequence> open = new HashMap<>();
  private final Deque<OpenSequence> backlog = new ArrayDeque<>();

  /** Those with a slot and without a request, the one that was left alone first before others. */
  private final Set<OpenSequence> idle = new LinkedHashSet<>();

  private int slotsTaken;
  private int waiting;
  private int sweepBacklogAt = FORGOTTEN_AT_MOST;
  private long nextBacklogEndNs = QueueRules.NEVER;
  private boolean refusesNew;
  private boolean closed;

  /**
   * @param ready told of each request that may run from now on
   */
  SequenceBook(SequenceLimits limits, Consumer<PendingRequest> ready) {
    this.limits = limits;
    this.ready = ready;
  }

  /** Sequences that have begun and not ended. */
  int openSequences() {
    return open.size();
  }

  /** Requests that wait for others of their sequence, or for a slot. */
  int waiting() {
    return waiting;
  }

  void arrive(PendingRequest request, long nowNs) {
    SequencePlace place = request.place();
    OpenSequence sequence = open.get(place.id());
    if (!request.isWaiting()) {
      endWithoutAnswer(sequence, place, nowNs);
      return;
    }
    if (sequence == null && (closed || (refusesNew && place.start()))) {
      request.refuseWaiting(Reason.STOPPING, InFlight.STOPPING);
      return;
    }
    if ((sequence == null || sequence.ending) && !place.start()) {
      request.refuseWaiting(Reason.NO_SEQUENCE, noStart(request));
      return;
    }
    if (sequence == null) {
      sequence = begin(place.id());
    }
    sequence.ending = place.end();
    request.sequence = sequence;
    idle.remove(sequence);
    if (sequence.hasSlot && !sequence.busy) {
      sequence.busy = true;
      ready.accept(request);
      return;
    }
    sequence.waiting.add(request);
    waiting++;
    if (!sequence.hasSlot) {
      limitBacklog(sequence, request);
    }
  }

  /** Where the request that ends a sequence was given up on its way, the sequence ends no less. */
  private void endWithoutAnswer(@Nullable OpenSequence sequence, SequencePlace place, long nowNs) {
    if (sequence != null && place.end()) {
      sequence.ending = true;
      if (idle.remove(sequence)) {
        goOn(sequence, nowNs);
        giveSlots(nowNs);
      }
    }
  }

  private OpenSequence begin(SequenceId id) {
    OpenSequence sequence = new OpenSequence(id);
    open.put(id, sequence);
    if (slotsTaken < limits.slots()) {
      slotsTaken++;
      sequence.hasSlot = true;
    } else {
      backlog.add(sequence);
    }
    return sequence;
  }

  private void limitBacklog(OpenSequence sequence, PendingRequest request) {
    long timeoutNs = request.backlogTimeoutNs();
    if (timeoutNs < sequence.backlogUntilNs) {
      sequence.backlogUntilNs = timeoutNs;
      nextBacklogEndNs = Math.min(nextBacklogEndNs, timeoutNs);
    }
    if (backlog.size() > sweepBacklogAt) {
      sweepBacklog(request.arrivedNs());
    }
  }

  /** {@code request}, which was ready, is answered. */
  void finished(PendingRequest request, long nowNs) {
    OpenSequence sequence = request.sequence;
    if (sequence != null) {
      request.sequence = null;
      sequence.busy = false;
      forgetWhere(sequence, request);
      goOn(sequence, nowNs);
      giveSlots(nowNs);
    }
  }

  /** Ends what nobody has touched for too long, and what has waited for a slot for too long. */
  void expire(long nowNs) {
    Iterator<OpenSequence> longestFirst = idle.iterator();
    while (longestFirst.hasNext()) {
      OpenSequence sequence = longestFirst.next();
      if (nowNs - sequence.idleSinceNs < limits.idleNs()) {
        break;
      }
      longestFirst.remove();
      end(sequence);
    }
    if (nowNs >= nextBacklogEndNs) {
      sweepBacklog(nowNs);
    }
    giveSlots(nowNs);
  }

  /** When {@link #expire} may have something to do, unless something is told before. */
  long nextExpiryNs() {
    Iterator<OpenSequence> longestFirst = idle.iterator();
    long idleNs =
        longestFirst.hasNext()
            ? longestFirst.next().idleSinceNs + limits.idleNs()
            : QueueRules.NEVER;
    return Math.min(idleNs, nextBacklogEndNs);
  }

  /** Lets all go who were given up, however many wait. */
  void sweep(long nowNs) {
    for (OpenSequence sequence : open.values()) {
      dropGivenUp(sequence);
    }
    sweepBacklog(nowNs);
    giveSlots(nowNs);
  }

  /** Sequences that are open may go on, and no other begins. */
  void refuseNew() {
    refusesNew = true;
  }

  /**
   * No sequence begins any more: what waits for a slot is refused, what has one may finish its
   * requests.
   */
  void close() {
    closed = true;
    for (OpenSequence sequence = backlog.poll(); sequence != null; sequence = backlog.poll()) {
      refuse(sequence, Reason.STOPPING, InFlight.STOPPING);
      end(sequence);
    }
    idle.forEach(this::end);
    idle.clear();
    nextBacklogEndNs = QueueRules.NEVER;
  }

  /** Frees what open sequences hold. */
  void dispose() {
    open.values().forEach(sequence -> sequence.states.close());
    open.clear();
  }

  /** The next request of a sequence that has a slot and none that runs. */
  private void goOn(OpenSequence sequence, long nowNs) {
    PendingRequest next = next(sequence);
    if (next != null) {
      sequence.busy = true;
      ready.accept(next);
    } else if (sequence.ending || closed) {
      end(sequence);
    } else {
      sequence.idleSinceNs = nowNs;
      idle.add(sequence);
    }
  }

  private @Nullable PendingRequest next(OpenSequence sequence) {
    while (!sequence.waiting.isEmpty()) {
      PendingRequest request = sequence.waiting.removeAfter(null);
      waiting--;
      if (request.isWaiting()) {
        return request;
      }
      forgetWhere(sequence, request);
    }
    return null;
  }

  /** What comes behind a beginning that was given up has nothing to do with what was before it. */
  private static void forgetWhere(OpenSequence sequence, PendingRequest request) {
    if (request.place().start() && !request.hasBegun()) {
      sequence.states.close();
    }
  }

  private void giveSlots(long nowNs) {
    while (slotsTaken < limits.slots() && !backlog.isEmpty()) {
      OpenSequence sequence = backlog.remove();
      slotsTaken++;
      sequence.hasSlot = true;
      goOn(sequence, nowNs);
    }
  }

  private void end(OpenSequence sequence) {
    while (!sequence.waiting.isEmpty()) {
      sequence.waiting.removeAfter(null);
      waiting--;
    }
    open.remove(sequence.id);
    if (sequence.hasSlot) {
      sequence.hasSlot = false;
      slotsTaken--;
    }
    sequence.states.close();
  }

  private void sweepBacklog(long nowNs) {
    nextBacklogEndNs = QueueRules.NEVER;
    Iterator<OpenSequence> all = backlog.iterator();
    while (all.hasNext()) {
      OpenSequence sequence = all.next();
      if (nowNs >= sequence.backlogUntilNs) {
        refuse(sequence, Reason.QUEUE_TIMEOUT, BACKLOG_TIMEOUT);
      }
      if (dropGivenUp(sequence)) {
        nextBacklogEndNs = Math.min(nextBacklogEndNs, sequence.backlogUntilNs);
      } else {
        all.remove();
        end(sequence);
      }
    }
    sweepBacklogAt = 2 * backlog.size() + FORGOTTEN_AT_MOST;
  }

  /**
   * Lets those go who were given up; false where nobody is left. A beginning that was given up
   * stays as long as what is behind it belongs to it.
   */
  private boolean dropGivenUp(OpenSequence sequence) {
    boolean anyLeft = false;
    PendingRequest before = null;
    PendingRequest request = sequence.waiting.after(null);
    while (request != null) {
      PendingRequest next = request.next;
      boolean separates = request.place().start() && (next == null || !next.place().start());
      anyLeft |= request.isWaiting();
      if (request.isWaiting() || separates) {
        before = request;
      } else {
        sequence.waiting.removeAfter(before);
        waiting--;
      }
      request = next;
    }
    return anyLeft;
  }

  private static void refuse(OpenSequence sequence, Reason reason, String text) {
    PendingRequest request = sequence.waiting.after(null);
    while (request != null) {
      PendingRequest next = request.next;
      request.failWaiting(reason, text);
      request = next;
    }
  }

  private static String noStart(PendingRequest request) {
    return "inference request for sequence "
        + request.place().id()
        + " to model '"
        + request.request().model().name()
        + "' must specify the START flag on the first request of the sequence";
  }
}
