package dev.tandem.engine.schedule;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds the answers of a batch back until the batches formed before it are answered. For any
 * thread; one at a time gives answers, and never under the lock, since callers do as they like.
 */
public final class AnswerOrder {
  private static final Logger logger = LoggerFactory.getLogger(AnswerOrder.class);

  private final Deque<Ticket> open = new ArrayDeque<>();
  private boolean answering;

  /** One batch's place in the order; the batch's runner alone adds to it. */
  public static final class Ticket {
    private final List<Runnable> answers = new ArrayList<>();
    private boolean complete;

    private Ticket() {}

    public void add(Runnable answer) {
      answers.add(answer);
    }
  }

  /** The place behind all others; called in the order in which batches are formed. */
  public synchronized Ticket issue() {
    Ticket ticket = new Ticket();
    open.add(ticket);
    return ticket;
  }

  /** As {@link #issue()}, but nothing where {@code most} places are taken already. */
  public synchronized @Nullable Ticket issue(int most) {
    return open.size() < most ? issue() : null;
  }

  /** Nothing more is added to {@code ticket}: gives the answers of all batches whose turn it is. */
  public void complete(Ticket ticket) {
    Ticket ready = firstReady(ticket);
    while (ready != null) {
      ready.answers.forEach(AnswerOrder::give);
      ready = nextReady();
    }
  }

  /** One that fails must not keep all others from their answers for ever. */
  private static void give(Runnable answer) {
    try {
      answer.run();
    } catch (RuntimeException | Error e) {
      logger.error("an answer failed whose turn it was", e);
    }
  }

  /** What is to be answered now, null where another thread is at it or one before it is missing. */
  private synchronized @Nullable Ticket firstReady(Ticket completed) {
    completed.complete = true;
    return answering ? null : nextReady();
  }

  private synchronized @Nullable Ticket nextReady() {
    Ticket first = open.peek();
    answering = first != null && first.complete;
    return answering ? open.remove() : null;
  }
}
