package dev.tandem.engine.schedule;

import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Requests in the order in which they came, chained through their own fields so that waiting takes
 * no memory. Owned by whoever forms batches.
 */
final class RequestLine {
  private @Nullable PendingRequest first;
  private @Nullable PendingRequest last;

  @Nullable PendingRequest first() {
    return first;
  }

  @Nullable PendingRequest last() {
    return last;
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

  /** Takes the first out; there must be one. */
  PendingRequest remove() {
    PendingRequest taken = first;
    if (taken == null) {
      throw new IllegalStateException("line: empty");
    }
    first = taken.next;
    if (first == null) {
      last = null;
    }
    taken.next = null;
    return taken;
  }

  /** Keeps those that {@code keeps}, which may put one it does not keep into another line. */
  void retain(Predicate<PendingRequest> keeps) {
    PendingRequest request = first;
    first = null;
    last = null;
    while (request != null) {
      PendingRequest behind = request.next;
      request.next = null;
      if (keeps.test(request)) {
        add(request);
      }
      request = behind;
    }
  }
}
