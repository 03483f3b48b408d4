package dev.tandem.benchmarks.load;

import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;

/**
 * Messages that take turns: none is sent before it was answered, which keeps the order of what it
 * belongs to.
 */
final class TurnRequests implements Requests {
  private final Deque<ByteBuf> waiting;
  private final boolean again;

  private TurnRequests(Collection<ByteBuf> messages, boolean again) {
    waiting = new ArrayDeque<>(messages);
    this.again = again;
  }

  static TurnRequests eachOnce(Collection<ByteBuf> messages) {
    return new TurnRequests(messages, false);
  }

  static TurnRequests roundAndRound(Collection<ByteBuf> messages) {
    return new TurnRequests(messages, true);
  }

  @Override
  public boolean hasNext() {
    return !waiting.isEmpty();
  }

  @Override
  public ByteBuf next() {
    return waiting.remove();
  }

  @Override
  public void answered(ByteBuf message) {
    if (again) {
      waiting.add(message);
    }
  }
}
