package dev.tandem.golden;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Waits as long as the recordings ask for; a test of the replay itself need not. */
@FunctionalInterface
interface Pacer {
  Pacer REAL_TIME =
      millis -> {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
          LockSupport.parkNanos(left);
        }
      };

  void pause(long millis);
}
