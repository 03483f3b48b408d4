package dev.tandem.engine.schedule;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Holds the answers of a batch back until the batches formed before it are answered. For any
 * thread; answers leave under its lock, which is what keeps them in order.
 */
final class AnswerOrder {
  private final Deque<Ticket> open = new ArrayDeque<>();

  /** One batch's place in the order; the batch's runner alone adds to it. */
  static final class Ticket {
    private final List<Runnable> answers = new ArrayList<>();
    private boolean complete;

    void add(Runnable answer) {
      answers.add(answer);
    }
  }

  /** The place behind all others; called in the order in which batches are formed. */
  synchronized Ticket issue() {
    Ticket ticket = new Ticket();
    open.add(ticket);
    return ticket;
  }

  /** Nothing more is added to {@code ticket}: gives the answers of all batches whose turn it is. */
  synchronized void complete(Ticket ticket) {
    ticket.complete = true;
    while (!open.isEmpty() && open.peek().complete) {
      open.remove().answers.forEach(Runnable::run);
    }
  }
}
