package dev.tandem.tfserving.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tandem.engine.tensor.DataType;
import dev.tandem.engine.tensor.NativePool;
import dev.tandem.engine.tensor.Shape;
import dev.tandem.engine.tensor.Tensor;
import dev.tandem.engine.tensor.TensorBytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DefaultRowsTest {
  private final NativePool pool = new NativePool(0, true);
  private final InputMemory memory = new InputMemory(pool, 1 << 10);
  private final Tensor oneRow = tensor(Shape.of(1, 2), 7, 8);

  @AfterEach
  void givesItsMemoryBack() {
    memory.close();
    assertThat(pool.openLeases()).isZero();
  }

  @Test
  void repeatsOneRow() {
    Tensor repeated = DefaultRows.of(oneRow, 3, memory);

    assertThat(repeated.shape()).isEqualTo(Shape.of(3, 2));
    ByteBuffer values = repeated.bytes().asOneRun();
    int[] read = new int[6];
    values.asIntBuffer().get(read);
    assertThat(read).containsExactly(7, 8, 7, 8, 7, 8);
  }

  @Test
  void leavesAloneWhatFits() {
    assertThat(DefaultRows.of(oneRow, 1, memory)).isSameAs(oneRow);
  }

  @Test
  void leavesToTheCheckOfRowsWhatSaysSeveral() {
    Tensor two = tensor(Shape.of(2, 1), 7, 8);

    assertThat(DefaultRows.of(two, 3, memory)).isSameAs(two);
  }

  @Test
  void refusesMoreRowsThanThereIsMemoryFor() {
    assertThatExceptionOfType(TfServingException.class)
        .isThrownBy(() -> DefaultRows.of(oneRow, 1L << 60, memory))
        .withMessageContaining("beyond 1024 bytes");
  }

  private static Tensor tensor(Shape shape, int... values) {
    ByteBuffer bytes =
        ByteBuffer.allocateDirect(values.length * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int value : values) {
      bytes.putInt(value);
    }
    return new Tensor("t", DataType.INT32, shape, TensorBytes.wrap(bytes.flip()));
  }
}
