package dev.tandem.engine.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.engine.api.InferRequest;
import dev.tandem.engine.api.RequestOptions;
import dev.tandem.engine.model.ModelConfig;
import dev.tandem.engine.tensor.DataType;
import dev.tandem.engine.tensor.Shape;
import dev.tandem.engine.tensor.Tensor;
import dev.tandem.engine.tensor.TensorBytes;
import dev.tandem.engine.testkit.SampleModel;
import dev.tandem.engine.testkit.Tensors;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RequestHashTest {
  private static final byte[] PREFIX = {1, 2, 3};

  @Test
  void isTheSameForTheSameBytesWhereverTheyLie() {
    Tensor whole = Tensors.ints("X", Shape.of(2), 1, 2);
    ByteBuffer bytes = ByteBuffer.wrap(Tensors.bytesOf(whole));
    Tensor parts =
        new Tensor(
            "X",
            DataType.INT32,
            Shape.of(2),
            TensorBytes.wrap(List.of(bytes.slice(0, 3), bytes.slice(3, 5))));

    assertThat(key(PREFIX, List.of(), parts)).isEqualTo(key(PREFIX, List.of(), whole));
  }

  @Test
  void differsWithWhateverMayChangeTheAnswer() {
    String longName = "n".repeat(3000);
    Set<CacheKey> keys = new HashSet<>();
    List<CacheKey> all =
        List.of(
            key(PREFIX, List.of(), Tensors.ints("X", Shape.of(2), 1, 2)),
            key(PREFIX, List.of("Y"), Tensors.ints("X", Shape.of(2), 1, 2)),
            key(PREFIX, List.of("Y", "Z"), Tensors.ints("X", Shape.of(2), 1, 2)),
            key(PREFIX, List.of("YZ"), Tensors.ints("X", Shape.of(2), 1, 2)),
            key(PREFIX, List.of(), Tensors.ints("X", Shape.of(2), 2, 1)),
            key(PREFIX, List.of(), Tensors.ints("X", Shape.of(1, 2), 1, 2)),
            key(PREFIX, List.of(), Tensors.ints("X", Shape.of(2, 1), 1, 2)),
            key(PREFIX, List.of(), Tensors.ints("Y", Shape.of(2), 1, 2)),
            key(PREFIX, List.of(), Tensors.ints(longName, Shape.of(2), 1, 2)),
            key(PREFIX, List.of(), Tensors.of("X", DataType.FP32, Shape.of(2), bytes(1, 2))),
            key(
                PREFIX,
                List.of(),
                Tensors.ints("X", Shape.of(1), 1),
                Tensors.ints("X", Shape.of(1), 2)),
            key(new byte[] {1, 2}, List.of(), Tensors.ints("X", Shape.of(2), 1, 2)));

    keys.addAll(all);

    assertThat(keys).hasSameSizeAs(all);
  }

  private static byte[] bytes(int... values) {
    return Tensors.bytesOf(Tensors.ints("X", Shape.of(values.length), values));
  }

  private static CacheKey key(byte[] prefix, List<String> outputs, Tensor... inputs) {
    return RequestHash.of(
        prefix,
        new InferRequest(
            SampleModel.of(ModelConfig.EMPTY.withName("m")),
            "",
            List.of(inputs),
            outputs,
            RequestOptions.NONE,
            InferRequest.NOTHING_TO_RELEASE));
  }
}
