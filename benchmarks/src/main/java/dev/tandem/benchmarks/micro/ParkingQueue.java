package dev.tandem.benchmarks.micro;

import java.util.concurrent.locks.LockSupport;
import org.agrona.concurrent.ManyToOneConcurrentArrayQueue;
import org.jspecify.annotations.Nullable;

/** A queue whose one taker parks while it is empty: it announces that, and looks once more. */
final class ParkingQueue {
  private static final int CAPACITY = 64;

  private final ManyToOneConcurrentArrayQueue<Object> items =
      new ManyToOneConcurrentArrayQueue<>(CAPACITY);
  private volatile @Nullable Thread parked;

  void offer(Object item) {
    Expect.that(items.offer(item), "room in the queue");
    Thread taker = parked;
    if (taker != null) {
      LockSupport.unpark(taker);
    }
  }

  Object take() {
    Object item = items.poll();
    while (item == null) {
      parked = Thread.currentThread();
      item = items.poll();
      if (item == null) {
        LockSupport.park(this);
        item = items.poll();
      }
      parked = null;
    }
    return item;
  }
}
