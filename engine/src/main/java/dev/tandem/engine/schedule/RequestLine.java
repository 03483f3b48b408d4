package dev.tandem.engine.schedule;

import org.jspecify.annotations.Nullable;

/**
 * Requests in the order in which they came, chained through their own fields so that waiting takes
 * no memory. Owned by whoever forms batches.
 */
final class RequestLine {
  private @Nullable PendingRequest first;
  private @Nullable PendingRequest last;

  boolean isEmpty() {
    return first == null;
  }

  void add(PendingRequest request) {
    request.next = null;
    if (last == null) {
      first = request;
    } else {
      last.next = request;
    }
    last = request;
  }

  /** The request behind {@code previous}, or the first where that is null. */
  @Nullable PendingRequest after(@Nullable PendingRequest previous) {
    return previous == null ? first : previous.next;
  }

  /** Takes the request behind {@code previous} out, or the first where that is null. */
  PendingRequest removeAfter(@Nullable PendingRequest previous) {
    PendingRequest taken = after(previous);
    if (taken == null) {
      throw new IllegalStateException("line: nobody there");
    }
    if (previous == null) {
      first = taken.next;
    } else {
      previous.next = taken.next;
    }
    if (last == taken) {
      last = previous;
    }
    taken.next = null;
    return taken;
  }
}
