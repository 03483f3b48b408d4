package dev.tandem.engine.stats;

/** A receiver of answers that wants to know how long each phase took. */
public interface TimesListener {
  /** Told before the last answer to a request that came at {@code arrivedNs}. */
  void onTimes(long arrivedNs, PhaseTimes times);
}
