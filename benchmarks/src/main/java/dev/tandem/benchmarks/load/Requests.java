package dev.tandem.benchmarks.load;

import io.netty.buffer.ByteBuf;

/** What the callers of a run send, each message with its prefix. Belongs to their event loop. */
interface Requests {
  boolean hasNext();

  ByteBuf next();

  /** What {@link #next} gave is sent and answered. */
  void answered(ByteBuf message);

  /** The same again and again. */
  static Requests repeating(ByteBuf message) {
    return new Requests() {
      @Override
      public boolean hasNext() {
        return true;
      }

      @Override
      public ByteBuf next() {
        return message;
      }

      @Override
      public void answered(ByteBuf sent) {}
    };
  }
}
