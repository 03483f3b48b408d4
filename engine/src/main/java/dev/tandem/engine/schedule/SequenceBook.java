package dev.tandem.engine.schedule;

import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.SequenceId;
import dev.tandem.engine.api.SequencePlace;
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
  private final SequenceLimits limits;
  private final Consumer<PendingRequest> ready;
  private final Map<SequenceId, OpenSequence> open = new HashMap<>();
  private final SequenceBacklog backlog = new SequenceBacklog(this::dropGivenUp, this::end);

  /** Those with a slot and without a request, the one that was left alone first before others. */
  private final Set<OpenSequence> idle = new LinkedHashSet<>();

  private int slotsTaken;
  private int waiting;
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
      passOver(sequence, place, nowNs);
      return;
    }
    if (place.start() && refusesNew) {
      request.refuseWaiting(Reason.STOPPING, InFlight.STOPPING);
      // Whoever wants to begin anew is done with what it began before.
      endSoon(sequence, nowNs);
      return;
    }
    if (sequence == null && closed) {
      request.refuseWaiting(Reason.STOPPING, InFlight.STOPPING);
      return;
    }
    if (!place.start() && (sequence == null || sequence.ending)) {
      request.refuseWaiting(Reason.NO_SEQUENCE, noStart(request));
      return;
    }
    if (sequence == null) {
      sequence = begin(place.id());
    }
    sequence.ending = place.end();
    request.sequence = sequence;
    request.beginsAnew = place.start() || sequence.beginsAnew;
    sequence.beginsAnew = false;
    idle.remove(sequence);
    if (sequence.hasSlot && !sequence.busy) {
      letRun(sequence, request);
      return;
    }
    sequence.waiting.add(request);
    waiting++;
    if (!sequence.hasSlot) {
      backlog.limit(sequence, request);
    }
  }

  /** What was given up on its way still says where its sequence begins and ends. */
  private void passOver(@Nullable OpenSequence sequence, SequencePlace place, long nowNs) {
    if (sequence == null || sequence.ending) {
      return;
    }
    sequence.beginsAnew |= place.start();
    if (place.end()) {
      endSoon(sequence, nowNs);
    }
  }

  /** Ends a sequence once those that have come are answered. */
  private void endSoon(@Nullable OpenSequence sequence, long nowNs) {
    if (sequence != null) {
      sequence.ending = true;
      if (idle.remove(sequence)) {
        end(sequence);
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

  /** {@code request}, which was ready, is answered. */
  void finished(PendingRequest request, long nowNs) {
    OpenSequence sequence = request.sequence;
    if (sequence != null) {
      request.sequence = null;
      sequence.busy = false;
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
    backlog.expire(nowNs);
    giveSlots(nowNs);
  }

  /** When {@link #expire} may have something to do, unless something is told before. */
  long nextExpiryNs() {
    Iterator<OpenSequence> longestFirst = idle.iterator();
    long idleNs =
        longestFirst.hasNext()
            ? longestFirst.next().idleSinceNs + limits.idleNs()
            : QueueRules.NEVER;
    return Math.min(idleNs, backlog.nextEndNs());
  }

  /** Lets all go who were given up, however many wait. */
  void sweep(long nowNs) {
    for (OpenSequence sequence : open.values()) {
      dropGivenUp(sequence);
    }
    backlog.sweep(nowNs);
    giveSlots(nowNs);
  }

  /** Sequences that are open may go on, and none begins. */
  void refuseNew() {
    refusesNew = true;
  }

  /**
   * No sequence begins any more: what waits for a slot is refused, what has one may finish its
   * requests.
   */
  void close() {
    closed = true;
    backlog.close();
    idle.forEach(this::end);
    idle.clear();
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
      letRun(sequence, next);
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
      if (request.beginsAnew) {
        sequence.states.close();
      }
    }
    return null;
  }

  /** What was before a beginning is gone from here on, whatever becomes of the beginning. */
  private void letRun(OpenSequence sequence, PendingRequest request) {
    if (request.beginsAnew) {
      sequence.states.close();
    }
    sequence.busy = true;
    ready.accept(request);
  }

  private void giveSlots(long nowNs) {
    while (slotsTaken < limits.slots()) {
      OpenSequence sequence = backlog.next();
      if (sequence == null) {
        return;
      }
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

  /**
   * Lets those go who were given up; false where nobody is left. What is behind a beginning that
   * was given up has nothing to do with what was before it.
   */
  private boolean dropGivenUp(OpenSequence sequence) {
    boolean anyLeft = false;
    boolean beginsAnew = false;
    PendingRequest before = null;
    PendingRequest request = sequence.waiting.after(null);
    while (request != null) {
      PendingRequest next = request.next;
      request.beginsAnew |= beginsAnew;
      if (request.isWaiting()) {
        anyLeft = true;
        beginsAnew = false;
        before = request;
      } else {
        beginsAnew = request.beginsAnew;
        sequence.waiting.removeAfter(before);
        waiting--;
      }
      request = next;
    }
    sequence.beginsAnew |= beginsAnew;
    return anyLeft;
  }

  private static String noStart(PendingRequest request) {
    return "inference request for sequence "
        + request.place().id()
        + " to model '"
        + request.request().model().name()
        + "' must specify the START flag on the first request of the sequence";
  }
}
