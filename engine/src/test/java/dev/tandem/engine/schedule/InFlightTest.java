package dev.tandem.engine.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
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

  @RepeatedTest(200)
  void nobodyIsInsideOnceDrained() throws InterruptedException {
    AtomicBoolean drained = new AtomicBoolean();
    AtomicInteger passages = new AtomicInteger();
    AtomicInteger latecomers = new AtomicInteger();
    Thread guest =
        new Thread(
            () -> {
              while (inFlight.enter()) {
                latecomers.addAndGet(drained.get() ? 1 : 0);
                passages.incrementAndGet();
                inFlight.leave();
              }
            });
    guest.start();
    while (passages.get() < 3) {
      Thread.onSpinWait();
    }

    inFlight.close();
    assertThat(inFlight.awaitDrained(PATIENCE_NS)).isTrue();
    drained.set(true);

    guest.join(TimeUnit.NANOSECONDS.toMillis(PATIENCE_NS));
    assertThat(guest.isAlive()).isFalse();
    assertThat(latecomers).hasValue(0);
  }
}
