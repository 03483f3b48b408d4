package dev.tandem.engine.ensemble;

import dev.tandem.engine.api.InferCall;
import dev.tandem.engine.api.InferResponse;
import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.ensemble.AnswerLine.Next;
import dev.tandem.engine.ensemble.AnswerLine.Place;
import dev.tandem.engine.stats.PhaseTimes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.agrona.CloseHelper;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of one request at a decoupled step, the producer: the branches that are under way,
 * and the answers that wait for their turn. Any thread may tell; what is remembered is under this
 * object's lock, and nobody else's code runs under it.
 */
final class BranchAnswers {
  private final Branching way;
  private final Run.Ending ending;
  private final AnswerLine line = new AnswerLine();
  private final StepTimes times = new StepTimes();
  private @Nullable InferCall current;
  private @Nullable Reason givenUpFor;
  private boolean telling;

  BranchAnswers(Branching way, Run.Ending ending) {
    this.way = way;
    this.ending = ending;
  }

  synchronized void took(StepTimes taken) {
    times.add(taken);
  }

  synchronized void took(long arrivedNs, PhaseTimes phases) {
    times.add(arrivedNs, phases);
  }

  /** The producer, or what comes before it, is under way by {@code call}. */
  void goOnWith(InferCall call) {
    Reason reason;
    synchronized (this) {
      current = call;
      reason = line.hasFailed() ? Reason.CANCELLED : givenUpFor;
    }
    if (reason != null) {
      call.cancel(reason);
    }
  }

  /** Waits until one more answer may be under way; returns why it cannot. */
  @Nullable ServingException awaitRoom() {
    long untilNs = System.nanoTime() + way.branches().patience().toNanos();
    try {
      synchronized (this) {
        while (line.size() >= way.mostBranches() && isWanted()) {
          long leftNs = untilNs - System.nanoTime();
          if (leftNs <= 0) {
            return noRoom();
          }
          TimeUnit.NANOSECONDS.timedWait(this, leftNs);
        }
        return null;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new ServingException(Reason.STOPPING, "interrupted while answers were under way", e);
    }
  }

  private ServingException noRoom() {
    return new ServingException(
        Reason.EXECUTION_FAILED,
        "%d answers of the decoupled model '%s' are under way, and none has left for %d s"
            .formatted(
                line.size(), way.producer().model().name(), way.branches().patience().toSeconds()));
  }

  private boolean isWanted() {
    return givenUpFor == null && !line.hasFailed();
  }

  /** The place of the producer's next answer; null where nobody wants it. */
  synchronized @Nullable Place place(boolean last) {
    return isWanted() ? line.add(last) : null;
  }

  /** A branch is under way by {@code call}, which has not begun. */
  void goOnWith(Place place, InferCall call) {
    Reason reason;
    synchronized (this) {
      place.call = call;
      reason = line.isBehindFailure(place) ? Reason.CANCELLED : givenUpFor;
    }
    if (reason != null) {
      call.cancel(reason);
    }
  }

  /** The producer is to end, for {@code failure} or since nobody wants its answers. */
  void endUnless(@Nullable ServingException failure) {
    List<InferCall> calls = new ArrayList<>();
    synchronized (this) {
      if (!line.hasFailed()) {
        Reason reason = givenUpFor == null ? Reason.CANCELLED : givenUpFor;
        fail(line.add(false), failure == null ? new ServingException(reason, "") : failure, calls);
      }
    }
    calls.forEach(call -> call.cancel(Reason.CANCELLED));
  }

  /** The producer, or what comes before it, has failed; nothing more comes. */
  synchronized void fail(ServingException failure) {
    if (!line.hasFailed()) {
      line.fail(line.add(false), failure);
    }
  }

  /** Nothing more comes. */
  synchronized void close() {
    line.close();
    notifyAll();
  }

  /** A branch has failed. */
  void fail(Place place, ServingException failure) {
    List<InferCall> calls = new ArrayList<>();
    List<InferResponse> unseen;
    synchronized (this) {
      unseen = fail(place, failure, calls);
    }
    CloseHelper.closeAll(unseen);
    calls.forEach(call -> call.cancel(Reason.CANCELLED));
    tell();
  }

  /** Under the lock; returns what is to be closed, and adds what is to be given up. */
  private List<InferResponse> fail(Place place, ServingException failure, List<InferCall> calls) {
    List<InferResponse> unseen = line.fail(place, failure);
    calls.addAll(line.calls(true));
    addProducing(calls);
    notifyAll();
    return unseen;
  }

  private void addProducing(List<InferCall> calls) {
    InferCall producing = current;
    if (!line.isClosed() && producing != null) {
      calls.add(producing);
    }
  }

  /** A branch has given an answer, its last where it has come to its end. */
  void put(Place place, InferResponse response, boolean end) {
    boolean taken;
    synchronized (this) {
      taken = line.put(place, response, end);
    }
    if (!taken) {
      response.close();
    }
    tell();
  }

  /** Lets leave what may; one thread does so at a time, and the others leave it to that one. */
  void tell() {
    while (true) {
      Next next;
      synchronized (this) {
        next = telling ? null : line.next();
        notifyAll();
        if (next == null) {
          return;
        }
        telling = true;
      }
      try {
        tell(next);
      } finally {
        synchronized (this) {
          telling = false;
        }
      }
    }
  }

  private void tell(Next next) {
    ServingException failure = next.failure();
    InferResponse response = next.response();
    if (failure != null) {
      ending.failed(failure);
    } else if (response != null && next.last()) {
      ending.succeeded(response, times);
    } else if (response != null) {
      ending.answered(response);
    }
  }

  void cancel(Reason reason) {
    List<InferCall> calls;
    synchronized (this) {
      if (givenUpFor != null) {
        return;
      }
      givenUpFor = reason;
      calls = line.calls(false);
      addProducing(calls);
      notifyAll();
    }
    calls.forEach(call -> call.cancel(reason));
  }
}
