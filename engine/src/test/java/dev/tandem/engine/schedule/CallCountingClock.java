package dev.tandem.engine.schedule;

import dev.tandem.engine.testkit.ManualClock;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.agrona.concurrent.NanoClock;

/** A clock that a test moves, and that knows how often each thread looked at it. */
final class CallCountingClock implements NanoClock {
  final ManualClock manual = new ManualClock();
  private final Map<Thread, AtomicInteger> calls = new ConcurrentHashMap<>();

  @Override
  public long nanoTime() {
    calls.computeIfAbsent(Thread.currentThread(), thread -> new AtomicInteger()).incrementAndGet();
    return manual.nanoTime();
  }

  int callsOf(Thread thread) {
    return calls.getOrDefault(thread, new AtomicInteger()).get();
  }
}
