package dev.tandem.engine.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class InFlightTest {
  private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(60);

  private final InFlight inFlight = new InFlight();

  @Test
  void isDrainedOnceClosedAndEmpty() throws InterruptedException {
    assertThat(inFlight.enter()).isTrue();
    inFlight.leave();
    assertThat(inFlight.awaitDrained(0)).isFalse();

    inFlight.close();
    assertThat(inFlight.awaitDrained(0)).isTrue();
  }

  @Test
  void waitsForThoseInside() throws InterruptedException {
    assertThat(inFlight.enter()).isTrue();
    assertThat(inFlight.enter()).isTrue();
    inFlight.close();

    inFlight.leave();
    assertThat(inFlight.awaitDrained(0)).isFalse();
    inFlight.leave();
    assertThat(inFlight.awaitDrained(0)).isTrue();
  }

  @Test
  void letsNobodyInOnceClosed() throws InterruptedException {
    assertThat(inFlight.enter()).isTrue();
    inFlight.close();
    assertThat(inFlight.enter()).isFalse();
    assertThat(inFlight.awaitDrained(0)).isFalse();

    inFlight.leave();
    assertThat(inFlight.enter()).isFalse();
    assertThat(inFlight.awaitDrained(0)).isTrue();
  }

  @RepeatedTest(20)
  void nobodyIsInsideOnceDrained() throws InterruptedException {
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger passages = new AtomicInteger();
    List<Thread> guests = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      guests.add(new Thread(() -> comeAndGo(inside, passages)));
    }
    guests.forEach(Thread::start);
    while (passages.get() < 100) {
      Thread.onSpinWait();
    }

    inFlight.close();
    assertThat(inFlight.awaitDrained(PATIENCE_NS)).isTrue();

    assertThat(inside).hasValue(0);
    for (Thread guest : guests) {
      guest.join(TimeUnit.NANOSECONDS.toMillis(PATIENCE_NS));
      assertThat(guest.isAlive()).isFalse();
    }
  }

  private void comeAndGo(AtomicInteger inside, AtomicInteger passages) {
    while (inFlight.enter()) {
      inside.incrementAndGet();
      passages.incrementAndGet();
      inside.decrementAndGet();
      inFlight.leave();
    }
  }
}
