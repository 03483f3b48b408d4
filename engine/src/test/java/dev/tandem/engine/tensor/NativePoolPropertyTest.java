package dev.tandem.engine.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class NativePoolPropertyTest {
  /** A step above 0 leases as many bytes, any other closes the lease that is open for longest. */
  @Property(tries = 300)
  void keepsItsCountsAndItsBlocksApart(
      @ForAll @Size(max = 60) List<@IntRange(min = -2000, max = 3000) Integer> steps,
      @ForAll @IntRange(max = 4000) int maxRetainedBytes) {
    NativePool pool = new NativePool(maxRetainedBytes, true);
    Deque<Lease> open = new ArrayDeque<>();
    Deque<Byte> marks = new ArrayDeque<>();
    for (int step : steps) {
      if (step > 0) {
        Lease lease = pool.lease(step);
        open.add(lease);
        marks.add((byte) step);
        fill(lease.view(), (byte) step);
      } else if (!open.isEmpty()) {
        closeUnharmed(open.remove(), marks.remove());
      }
      assertThat(pool.openLeases()).isEqualTo(open.size());
      assertThat(pool.retainedBytes()).isBetween(0L, (long) maxRetainedBytes);
    }
    while (!open.isEmpty()) {
      closeUnharmed(open.remove(), marks.remove());
    }
    assertThat(pool.openLeases()).isZero();
  }

  private static void fill(ByteBuffer view, byte mark) {
    while (view.hasRemaining()) {
      view.put(mark);
    }
  }

  private static void closeUnharmed(Lease lease, byte mark) {
    List<Byte> found = new ArrayList<>();
    try (lease) {
      ByteBuffer view = lease.view();
      while (view.hasRemaining()) {
        found.add(view.get());
      }
    }
    assertThat(found).containsOnly(mark);
  }
}
