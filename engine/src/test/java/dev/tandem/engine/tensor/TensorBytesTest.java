package dev.tandem.engine.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;

class TensorBytesTest {
  @Test
  void borrowsWhatRemainsAndLeavesTheBufferAlone() {
    ByteBuffer run = ByteBuffer.wrap(new byte[] {1, 2, 3, 4, 5}).position(1).limit(4);

    TensorBytes bytes = TensorBytes.wrap(run);
    run.position(3);

    assertThat(bytes.size()).isEqualTo(3);
    assertThat(content(bytes)).containsExactly(2, 3, 4);
    assertThat(run.position()).isEqualTo(3);
  }

  @Test
  void seesWhatIsWrittenToTheMemoryItBorrows() {
    ByteBuffer run = ByteBuffer.allocateDirect(2);
    TensorBytes bytes = TensorBytes.wrap(run);
    run.put(1, (byte) 7);

    assertThat(content(bytes)).containsExactly(0, 7);
  }

  @Test
  void eachViewHasAPositionOfItsOwn() {
    TensorBytes bytes = TensorBytes.wrap(ByteBuffer.wrap(new byte[] {1, 2}));
    bytes.run(0).get();
    bytes.asOneRun().get();

    assertThat(bytes.run(0).position()).isZero();
    assertThat(content(bytes)).containsExactly(1, 2);
  }

  @Test
  void everyViewIsLittleEndian() {
    ByteBuffer big = ByteBuffer.allocate(8).order(ByteOrder.BIG_ENDIAN);
    for (TensorBytes bytes :
        List.of(TensorBytes.wrap(big), TensorBytes.wrap(List.of(big, big)), TensorBytes.EMPTY)) {
      assertThat(bytes.run(0).order()).isEqualTo(ByteOrder.LITTLE_ENDIAN);
      assertThat(bytes.asOneRun().order()).isEqualTo(ByteOrder.LITTLE_ENDIAN);
    }
  }

  @Test
  void isOneNativeRunOnlyWithoutHeapAndWithoutGaps() {
    ByteBuffer heap = ByteBuffer.allocate(4);
    ByteBuffer direct = ByteBuffer.allocateDirect(4);

    assertThat(TensorBytes.wrap(direct).isOneNativeRun()).isTrue();
    assertThat(TensorBytes.wrap(heap).isOneNativeRun()).isFalse();
    assertThat(TensorBytes.wrap(List.of(direct, direct)).isOneNativeRun()).isFalse();
    assertThat(TensorBytes.EMPTY.isOneNativeRun()).isTrue();
  }

  @Test
  void takesSlicesAsTheyAre() {
    ByteBuffer memory = ByteBuffer.wrap(new byte[] {1, 2, 3, 4, 5});

    TensorBytes bytes = TensorBytes.ofSlices(memory.slice(1, 2), memory.slice(4, 1));

    assertThat(bytes.size()).isEqualTo(3);
    assertThat(content(bytes)).containsExactly(2, 3, 5);
    assertThat(bytes.run(0).order()).isEqualTo(ByteOrder.LITTLE_ENDIAN);
  }

  @Test
  void noRunsAreNoBytes() {
    TensorBytes bytes = TensorBytes.wrap(List.of());

    assertThat(bytes.size()).isZero();
    assertThat(bytes.runCount()).isEqualTo(1);
    assertThat(bytes.asOneRun().hasRemaining()).isFalse();
  }

  private static byte[] content(TensorBytes bytes) {
    ByteBuffer target = ByteBuffer.allocate((int) bytes.size());
    bytes.copyTo(target);
    return target.array();
  }

  @Test
  void knowsWhereOneNativeRunBegins() {
    ByteBuffer memory = ByteBuffer.allocateDirect(16);
    long start = TensorBytes.wrap(memory.duplicate()).address();

    assertThat(TensorBytes.wrap(memory.slice(4, 8)).address()).isEqualTo(start + 4);
    assertThat(TensorBytes.wrap(memory.duplicate().position(8)).address()).isEqualTo(start + 8);
    assertThatThrownBy(() -> TensorBytes.wrap(ByteBuffer.allocate(4)).address())
        .isInstanceOf(IllegalStateException.class);
  }
}
