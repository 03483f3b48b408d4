package dev.tandem.engine.schedule;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.tensor.DataType;
import dev.tandem.engine.tensor.Shape;
import dev.tandem.engine.tensor.Tensor;
import dev.tandem.engine.tensor.TensorBytes;
import dev.tandem.engine.testkit.Tensors;
import java.nio.ByteBuffer;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class TensorSizesPropertyTest {
  @Property
  void acceptsStringsHoweverTheyAreCut(
      @ForAll @Size(max = 8) List<@Size(max = 9) byte[]> strings,
      @ForAll @IntRange(max = 99) int cut) {
    Tensor whole = Tensors.strings("S", Shape.of(strings.size()), strings);
    ByteBuffer bytes = whole.bytes().run(0);
    int end = Math.min(cut, bytes.remaining());
    List<ByteBuffer> runs = List.of(bytes.slice(0, end), bytes.slice(end, bytes.limit() - end));
    Tensor parts = new Tensor("S", DataType.BYTES, whole.shape(), TensorBytes.wrap(runs));

    assertThatCode(() -> TensorSizes.check(parts, RequestCase.STRINGS, false))
        .doesNotThrowAnyException();
  }

  @Property
  void refusesAnyOtherNumberOfStrings(
      @ForAll @Size(max = 8) List<@Size(max = 9) byte[]> strings,
      @ForAll @IntRange(max = 12) int elements) {
    if (elements != strings.size()) {
      Tensor tensor = Tensors.strings("S", Shape.of(elements), strings);

      assertThatThrownBy(() -> TensorSizes.check(tensor, RequestCase.STRINGS, false))
          .isInstanceOf(ServingException.class)
          .hasMessageContaining(" string elements ");
    }
  }

  @Property
  void readsAnyBytesAsStringsOrRefusesThem(
      @ForAll @Size(max = 40) byte[] bytes, @ForAll @IntRange(max = 5) int elements) {
    Tensor tensor = Tensors.of("S", DataType.BYTES, Shape.of(elements), bytes);
    try {
      TensorSizes.check(tensor, RequestCase.STRINGS, false);
    } catch (ServingException e) {
      return;
    }
    assertThatCode(() -> Tensors.byteStringsOf(tensor)).doesNotThrowAnyException();
  }
}
