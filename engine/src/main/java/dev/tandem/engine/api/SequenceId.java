package dev.tandem.engine.api;

import static java.util.Objects.requireNonNull;

/** What a client calls a sequence of requests. */
public sealed interface SequenceId {
  /** The id of requests that belong to no sequence. */
  SequenceId NONE = new Numbered(0);

  /** Whether it stands for no sequence at all. */
  boolean isNone();

  /** A number without a sign. */
  record Numbered(long value) implements SequenceId {
    @Override
    public boolean isNone() {
      return value == 0;
    }

    @Override
    public String toString() {
      return Long.toUnsignedString(value);
    }
  }

  /** A text, which is a name of its own also where it looks like a number. */
  record Named(String value) implements SequenceId {
    public Named {
      requireNonNull(value, "value");
    }

    @Override
    public boolean isNone() {
      return value.isEmpty();
    }

    @Override
    public String toString() {
      return value;
    }
  }
}
