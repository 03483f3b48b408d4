package dev.tandem.engine.schedule;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Requests on their way from the former to a run. Owned by one runner, which reuses it. */
final class NextBatch {
  private final List<PendingRequest> requests = new ArrayList<>();
  private AnswerOrder.@Nullable Ticket place;

  List<PendingRequest> requests() {
    return requests;
  }

  /** Where the answers wait for those before them, if they do. */
  AnswerOrder.@Nullable Ticket place() {
    return place;
  }

  void place(AnswerOrder.@Nullable Ticket ticket) {
    place = ticket;
  }
}
