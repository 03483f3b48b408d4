package dev.tandem.engine.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NativePoolTest {
  private static final long MARK = 0x1122334455667788L;
  private static final int SMALLEST_BLOCK = 256;
  private static final int LARGEST_BLOCK = 1 << 28;

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 255, 256, 257, 4095, 4096, 4097, 1_000_000})
  void lendsExactlyAsManyBytesAsAsked(int bytes) {
    NativePool pool = new NativePool(1 << 24, true);

    try (Lease lease = pool.lease(bytes)) {
      assertThat(lease.view().remaining()).isEqualTo(bytes);
      assertThat(lease.view().isDirect()).isTrue();
      assertThat(pool.openLeases()).isEqualTo(1);
    }
    assertThat(pool.openLeases()).isZero();
  }

  @Test
  void refusesNegativeSizes() {
    assertThatThrownBy(() -> new NativePool(0).lease(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("bytes: -1 (expected: >= 0)");
  }

  @Test
  void lendsTheSameBlockAgainWhereItIsLargeEnough() {
    NativePool pool = new NativePool(1 << 20);
    try (Lease lease = pool.lease(400)) {
      lease.view().putLong(0, MARK);
    }
    assertThat(pool.retainedBytes()).isEqualTo(512);

    try (Lease smaller = pool.lease(257);
        Lease other = pool.lease(257)) {
      assertThat(smaller.view().getLong(0)).isEqualTo(MARK);
      assertThat(other.view().getLong(0)).isZero();
      assertThat(pool.retainedBytes()).isZero();
    }
    assertThat(pool.retainedBytes()).isEqualTo(1024);
  }

  @Test
  void keepsNoMoreThanItMay() {
    NativePool pool = new NativePool(2 * SMALLEST_BLOCK);

    closeAll(lease(pool, 3, 1));
    assertThat(pool.retainedBytes()).isEqualTo(2 * SMALLEST_BLOCK);

    pool.lease(100_000).close();
    assertThat(pool.retainedBytes()).isEqualTo(2 * SMALLEST_BLOCK);
    assertThat(pool.openLeases()).isZero();
  }

  @Test
  void keepsNothingWhereItMayNot() {
    NativePool pool = new NativePool(0);
    pool.lease(1).close();

    assertThat(pool.retainedBytes()).isZero();
  }

  @Test
  void lendsWhatCameBackLast() {
    NativePool pool = new NativePool(1 << 20);
    Lease first = pool.lease(8);
    Lease second = pool.lease(8);
    second.view().putLong(0, MARK);
    first.close();
    second.close();

    try (Lease again = pool.lease(8)) {
      assertThat(again.view().getLong(0)).isEqualTo(MARK);
    }
  }

  @Test
  void lendsButNeverKeepsBlocksAboveTheLargestSize() {
    NativePool pool = new NativePool(Long.MAX_VALUE);

    try (Lease lease = pool.lease(LARGEST_BLOCK + 1)) {
      lease.view().put(LARGEST_BLOCK, (byte) 1);
      assertThat(pool.openLeases()).isEqualTo(1);
    }

    assertThat(pool.openLeases()).isZero();
    assertThat(pool.retainedBytes()).isZero();
  }

  @Test
  void overwritesWhatComesBackWhereAsked() {
    ByteBuffer outlived;
    try (Lease lease = new NativePool(1 << 20, true).lease(16)) {
      outlived = lease.view();
      outlived.putLong(0, MARK);
    }

    assertThat(outlived.getLong(0)).isEqualTo(0xDDDDDDDDDDDDDDDDL);
    assertThat(outlived.getLong(8)).isEqualTo(0xDDDDDDDDDDDDDDDDL);
  }

  @Test
  void leavesAloneWhatComesBackOtherwise() {
    ByteBuffer outlived;
    try (Lease lease = new NativePool(1 << 20).lease(16)) {
      outlived = lease.view();
      outlived.putLong(0, MARK);
    }

    assertThat(outlived.getLong(0)).isEqualTo(MARK);
  }

  @Test
  void countsAdoptedMemoryAndFreesItOnce() {
    NativePool pool = new NativePool(1 << 20, true);
    AtomicInteger freed = new AtomicInteger();
    ByteBuffer memory = ByteBuffer.allocateDirect(8).putLong(0, MARK);

    Lease lease = pool.adopt(memory, freed::incrementAndGet);
    assertThat(pool.openLeases()).isEqualTo(1);
    lease.share().close();
    assertThat(freed).hasValue(0);
    lease.close();

    assertThat(freed).hasValue(1);
    assertThat(pool.openLeases()).isZero();
    assertThat(pool.retainedBytes()).isZero();
    assertThat(memory.getLong(0)).isEqualTo(MARK);
  }

  @Test
  void threadsNeverShareABlockAndLeaveNoneOpen()
      throws InterruptedException, ExecutionException, TimeoutException {
    NativePool pool = new NativePool(16 * SMALLEST_BLOCK);
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<?>> users = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        long seed = i;
        users.add(threads.submit(() -> useBlocks(pool, new SplittableRandom(seed))));
      }
      for (Future<?> user : users) {
        user.get(60, TimeUnit.SECONDS);
      }
    } finally {
      threads.shutdownNow();
    }

    assertThat(pool.openLeases()).isZero();
    assertThat(pool.retainedBytes()).isBetween(0L, 16L * SMALLEST_BLOCK);
  }

  /** Marks each block as its own, and looks after a while whether the mark is still there. */
  private static void useBlocks(NativePool pool, SplittableRandom random) {
    List<Lease> held = new ArrayList<>();
    List<Long> marks = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      if (held.size() < 8 && random.nextBoolean()) {
        Lease lease = pool.lease(random.nextInt(8, 600));
        marks.add(random.nextLong());
        lease.view().putLong(0, marks.get(held.size()));
        held.add(lease.share());
        lease.close();
      } else if (!held.isEmpty()) {
        int last = held.size() - 1;
        try (Lease lease = held.remove(last)) {
          assertThat(lease.view().getLong(0)).isEqualTo(marks.remove(last));
        }
      }
    }
    closeAll(held);
  }

  private static List<Lease> lease(NativePool pool, int count, int bytes) {
    List<Lease> leases = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      leases.add(pool.lease(bytes));
    }
    return leases;
  }

  private static void closeAll(List<Lease> leases) {
    leases.forEach(Lease::close);
  }
}
