package dev.tandem.tfserving.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.engine.tensor.DataType;
import dev.tandem.engine.tensor.Shape;
import dev.tandem.engine.tensor.Tensor;
import dev.tandem.engine.tensor.TensorBytes;
import dev.tandem.proto.tensorflow.TensorProto;
import dev.tandem.tfserving.signature.TfTypes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

/** Whatever goes out reads back as the same bytes, in either encoding. */
class TensorRoundTripPropertyTest {
  @Property(tries = 300)
  void readsBackWhatItWrites(
      @ForAll DataType type, @ForAll @Size(max = 40) List<byte[]> seeds, @ForAll boolean typed) {
    byte[] values = values(type, seeds);
    Tensor tensor =
        new Tensor("t", type, Shape.of(seeds.size(), 1), TensorBytes.wrap(ByteBuffer.wrap(values)));

    TensorProto proto = OutputTensorTest.written(tensor, !typed);
    ProtoTensor decoded = WireMessages.tensor("t", proto, Integer.MAX_VALUE);

    assertThat(WireMessages.values(decoded)).isEqualTo(values);
    assertThat(decoded.shape()).isEqualTo(tensor.shape());
    assertThat(TfTypes.engineType(decoded.type())).contains(type);
  }

  /** One element for each seed. */
  private static byte[] values(DataType type, List<byte[]> seeds) {
    ByteBuffer values =
        ByteBuffer.allocate(
                seeds.stream().mapToInt(seed -> Math.max(8, Integer.BYTES + seed.length)).sum())
            .order(ByteOrder.LITTLE_ENDIAN);
    for (byte[] seed : seeds) {
      switch (type) {
        case BYTES -> values.putInt(seed.length).put(seed);
        case BOOL -> values.put((byte) (seed.length & 1));
        default -> values.put(Arrays.copyOf(seed, type.byteSize()));
      }
    }
    return Arrays.copyOf(values.array(), values.position());
  }
}
