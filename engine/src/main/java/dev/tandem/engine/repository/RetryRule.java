package dev.tandem.engine.repository;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * When versions that failed to load are tried again: a bounded number of times, and anew once their
 * files are others. Belongs to the repository's thread.
 */
final class RetryRule {
  private final boolean eachByItself;
  private final int retries;
  private final long intervalNs;
  private final LongSupplier nanoClock;
  private final Map<Long, Failure> failures = new HashMap<>();

  private record Failure(@Nullable FolderStamp stamp, int tries, long againNs) {}

  private RetryRule(boolean eachByItself, int retries, long intervalNs, LongSupplier nanoClock) {
    this.eachByItself = eachByItself;
    this.retries = retries;
    this.intervalNs = intervalNs;
    this.nanoClock = nanoClock;
  }

  /** Whoever asks for a load has it tried; all versions of it succeed, or none does. */
  static RetryRule whenAsked() {
    return new RetryRule(false, 0, 0, () -> 0);
  }

  /** Each version succeeds or fails by itself, and is tried again {@code retries} times. */
  static RetryRule eachByItself(int retries, long intervalNs, LongSupplier nanoClock) {
    return new RetryRule(true, retries, intervalNs, nanoClock);
  }

  boolean eachByItself() {
    return eachByItself;
  }

  boolean mayTry(long version, @Nullable FolderStamp stamp) {
    Failure failure = failures.get(version);
    return !eachByItself
        || failure == null
        || !Objects.equals(failure.stamp, stamp)
        || (failure.tries <= retries && nanoClock.getAsLong() - failure.againNs >= 0);
  }

  /**
   * Counts a failure; says whether the version is tried again.
   *
   * @param hopeless where it fails until its files are others
   */
  boolean failed(long version, @Nullable FolderStamp stamp, boolean hopeless) {
    Failure before = failures.get(version);
    int tries = before != null && Objects.equals(before.stamp, stamp) ? before.tries + 1 : 1;
    tries = hopeless ? retries + 1 : tries;
    failures.put(version, new Failure(stamp, tries, nanoClock.getAsLong() + intervalNs));
    return eachByItself && tries <= retries;
  }

  void succeeded(long version) {
    failures.remove(version);
  }

  /** Whether a version waits for its next try. */
  boolean isDue() {
    long nowNs = nanoClock.getAsLong();
    return failures.values().stream()
        .anyMatch(failure -> failure.tries <= retries && nowNs - failure.againNs >= 0);
  }

  /** Forgets versions that are gone: if they come again, they are new. */
  void retain(Set<Long> there) {
    failures.keySet().retainAll(there);
  }
}
