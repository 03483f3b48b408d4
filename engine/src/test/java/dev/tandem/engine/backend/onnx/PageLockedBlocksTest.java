package dev.tandem.engine.backend.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.engine.gpu.PageLocks;
import dev.tandem.engine.tensor.Lease;
import dev.tandem.engine.tensor.NativePool;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.agrona.BufferUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PageLockedBlocksTest {
  private static final int PAGE_BYTES = 4096;

  private final RecordedLocks locks = new RecordedLocks();
  private final PageLockedBlocks blocks = new PageLockedBlocks(locks);

  private static final class RecordedLocks implements PageLocks {
    private final Map<Long, Long> bytesByAddress = new HashMap<>();
    private boolean refuse;

    @Override
    public boolean lock(long address, long bytes) {
      if (!refuse) {
        assertThat(bytesByAddress.put(address, bytes)).isNull();
      }
      return !refuse;
    }

    @Override
    public void unlock(long address) {
      assertThat(bytesByAddress.remove(address)).isNotNull();
    }
  }

  @ParameterizedTest
  @CsvSource({"65536, 65536", "65537, 69632", "1000000, 1003520"})
  void locksWholePages(int bytes, long lockedBytes) {
    ByteBuffer block = blocks.allocate(bytes);

    assertThat(block.capacity()).isEqualTo(bytes);
    assertThat(BufferUtil.address(block) % PAGE_BYTES).isZero();
    assertThat(locks.bytesByAddress)
        .containsExactlyEntriesOf(Map.of(BufferUtil.address(block), lockedBytes));

    blocks.free(block);
    assertThat(locks.bytesByAddress).isEmpty();
  }

  @Test
  void leavesSmallBlocksAsTheyAre() {
    ByteBuffer block = blocks.allocate(65_535);
    blocks.free(block);

    assertThat(block.capacity()).isEqualTo(65_535);
    assertThat(locks.bytesByAddress).isEmpty();
  }

  @Test
  void servesBlocksThatCouldNotBeLocked() {
    locks.refuse = true;

    ByteBuffer block = blocks.allocate(1 << 20);
    block.putLong(0, 42);
    blocks.free(block);

    assertThat(block.getLong(0)).isEqualTo(42);
  }

  @Test
  void aPoolKeepsLockedWhatItLendsAgain() {
    NativePool pool = new NativePool(1 << 20).withBlocksOf(blocks);

    try (Lease one = pool.lease(1 << 20);
        Lease other = pool.lease(1 << 20)) {
      assertThat(BufferUtil.address(one.view())).isNotEqualTo(BufferUtil.address(other.view()));
      assertThat(locks.bytesByAddress).hasSize(2);
    }
    assertThat(locks.bytesByAddress).hasSize(1);
    pool.lease(1 << 20).close();
    assertThat(locks.bytesByAddress).hasSize(1);
  }
}
