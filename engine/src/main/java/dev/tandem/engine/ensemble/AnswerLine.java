package dev.tandem.engine.ensemble;

import dev.tandem.engine.api.InferCall;
import dev.tandem.engine.api.InferResponse;
import dev.tandem.engine.api.ServingException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Brings the answers of branches into the order in which their producer gave them. Where a branch
 * fails, what comes before it still leaves, and nothing behind it; the failure itself leaves when
 * all has ended. Under its run's lock.
 */
final class AnswerLine {
  private final Deque<Place> places = new ArrayDeque<>();
  private boolean closed;
  private boolean failed;

  /** What one branch gives. */
  static final class Place {
    private final boolean last;
    private final Deque<InferResponse> answers = new ArrayDeque<>();
    private boolean ended;
    private @Nullable ServingException failure;

    /** Gives the branch up; null where it does not run. */
    @Nullable InferCall call;

    private Place(boolean last) {
      this.last = last;
    }
  }

  /** What leaves next: an answer, or the failure that is the end. */
  record Next(@Nullable InferResponse response, @Nullable ServingException failure, boolean last) {}

  /** The place of the producer's next answer. */
  Place add(boolean last) {
    Place place = new Place(last);
    places.add(place);
    return place;
  }

  /** The producer has ended. */
  void close() {
    closed = true;
  }

  boolean isClosed() {
    return closed;
  }

  /** How many branches are under way, or wait for those before them to leave. */
  int size() {
    return places.size();
  }

  boolean hasFailed() {
    return failed;
  }

  boolean isBehindFailure(Place place) {
    if (!failed) {
      return false;
    }
    for (Place each : places) {
      if (each == place) {
        return false;
      }
      if (each.failure != null) {
        return true;
      }
    }
    return true;
  }

  /** Takes an answer over; false where nobody is to see it, so that the caller closes it. */
  boolean put(Place place, InferResponse response, boolean end) {
    boolean wanted = !isBehindFailure(place);
    place.ended = end;
    boolean says = !response.outputs().isEmpty() || (end && place.last);
    if (wanted && says) {
      place.answers.add(response);
      return true;
    }
    return false;
  }

  /** Returns what is behind it, to be closed. */
  List<InferResponse> fail(Place place, ServingException failure) {
    List<InferResponse> unseen = new ArrayList<>();
    failed = true;
    place.ended = true;
    place.failure = failure;
    for (Place each : places) {
      if (isBehindFailure(each)) {
        unseen.addAll(each.answers);
        each.answers.clear();
      }
    }
    return unseen;
  }

  /** The calls of all branches, or of those behind a failure. */
  List<InferCall> calls(boolean behindFailure) {
    List<InferCall> calls = new ArrayList<>();
    for (Place place : places) {
      InferCall call = place.call;
      if (call != null && (!behindFailure || isBehindFailure(place))) {
        calls.add(call);
      }
    }
    return calls;
  }

  /** What may leave now, or null. */
  @Nullable Next next() {
    while (true) {
      Place head = places.peek();
      if (head == null) {
        return null;
      }
      InferResponse response = head.answers.poll();
      boolean over = head.ended && head.answers.isEmpty() && head.failure == null;
      if (over) {
        places.remove();
      }
      if (response != null) {
        return new Next(response, null, over && head.last);
      }
      if (head.failure != null) {
        boolean all = closed && places.stream().allMatch(place -> place.ended);
        if (all) {
          places.clear();
        }
        return all ? new Next(null, head.failure, true) : null;
      }
      if (!over) {
        return null;
      }
    }
  }
}
