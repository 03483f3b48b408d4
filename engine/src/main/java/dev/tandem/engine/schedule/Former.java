package dev.tandem.engine.schedule;

import java.util.List;

/**
 * Decides which of the waiting requests run next. Owned by whoever has the turn, but for what says
 * otherwise.
 */
interface Former {
  /** Takes a request in, unless it was given up on its way. */
  void add(PendingRequest request);

  /** How many wait that may run. */
  int size();

  /** How many wait at all. */
  int held();

  /** Lets all go who were given up or whose time is up, however many wait. */
  void dropGivenUp(long nowNs);

  /** What to do at {@code nowNs}, which does not go back. */
  Decision decide(long nowNs);

  /** Takes the first {@code requests} out; some may have been given up since they were counted. */
  void take(int requests, List<PendingRequest> into);

  /** Whether what the two brought could be rows of one batch; any thread may ask. */
  boolean canJoin(PendingRequest first, PendingRequest next);

  /** Told of a batch whose requests are answered; any thread may tell. */
  default void finished(List<PendingRequest> batch) {}

  /** Whether it was told something that {@link #decide} has not looked at; any thread may ask. */
  default boolean hasNews() {
    return false;
  }

  /** When it is to decide again though nothing comes; {@link QueueRules#NEVER} for no such time. */
  default long nextChangeNs() {
    return QueueRules.NEVER;
  }

  /** Nothing more comes; any thread may tell. */
  default void close() {}

  /** Frees what it holds, once no runner is left. */
  default void dispose() {}
}
