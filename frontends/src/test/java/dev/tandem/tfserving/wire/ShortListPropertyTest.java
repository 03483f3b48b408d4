package dev.tandem.tfserving.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.proto.tensorflow.DataType;
import dev.tandem.proto.tensorflow.TensorProto;
import dev.tandem.proto.tensorflow.TensorShapeProto;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Holds typed values of any number against the rule, said plainly. */
class ShortListPropertyTest {
  @Property(tries = 300)
  void fillsUpWithTheLastValue(
      @ForAll @Size(max = 20) List<Integer> values, @ForAll @IntRange(max = 30) int elements) {
    TensorProto proto =
        TensorProto.newBuilder()
            .setDtype(DataType.DT_INT32)
            .setTensorShape(
                TensorShapeProto.newBuilder()
                    .addDim(TensorShapeProto.Dim.newBuilder().setSize(elements)))
            .addAllIntVal(values)
            .build();
    ProtoTensor tensor = WireMessages.tensor("x", proto, Integer.MAX_VALUE);
    ByteBuffer read = ByteBuffer.wrap(WireMessages.values(tensor)).order(ByteOrder.LITTLE_ENDIAN);

    assertThat(read.remaining()).isEqualTo(elements * Integer.BYTES);
    for (int i = 0; i < elements; i++) {
      int last = Math.min(i, values.size() - 1);
      assertThat(read.getInt(i * Integer.BYTES)).isEqualTo(last < 0 ? 0 : values.get(last));
    }
  }
}
