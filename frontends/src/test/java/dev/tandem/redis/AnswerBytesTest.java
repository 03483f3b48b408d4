package dev.tandem.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.engine.tensor.DataType;
import dev.tandem.engine.tensor.Shape;
import dev.tandem.engine.tensor.Tensor;
import dev.tandem.engine.testkit.Tensors;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AnswerBytesTest {
  private static final List<Tensor> OUTPUTS =
      List.of(
          Tensors.floats("Y", Shape.of(1, 2), 1.5f, -2),
          Tensors.strings("ü", Shape.of(2), "a", ""),
          Tensors.of("none", DataType.INT8, Shape.of(0)));
  private static final Map<String, Object> PARAMETERS =
      Map.of("b", true, "l", 7L, "d", 0.5, "s", "text ü");

  @Test
  void giveBackWhatWasWritten() {
    AnswerBytes read = AnswerBytes.read(AnswerBytes.write(OUTPUTS, PARAMETERS)).orElseThrow();

    assertThat(read.parameters()).isEqualTo(PARAMETERS);
    assertThat(read.outputs()).hasSameSizeAs(OUTPUTS);
    for (int i = 0; i < OUTPUTS.size(); i++) {
      Tensor expected = OUTPUTS.get(i);
      Tensor actual = read.outputs().get(i);
      assertThat(actual.name()).isEqualTo(expected.name());
      assertThat(actual.type()).isEqualTo(expected.type());
      assertThat(actual.shape()).isEqualTo(expected.shape());
      assertThat(Tensors.bytesOf(actual)).isEqualTo(Tensors.bytesOf(expected));
    }
  }

  @Test
  void areAsManyAsWasSaid() {
    assertThat(AnswerBytes.write(OUTPUTS, PARAMETERS))
        .hasSize((int) AnswerBytes.sizeOf(OUTPUTS, PARAMETERS));
  }

  @Test
  void areNoAnswerWhereTheyAreCutShort() {
    byte[] whole = AnswerBytes.write(OUTPUTS, PARAMETERS);
    for (int length = 0; length < whole.length; length++) {
      assertThat(AnswerBytes.read(Arrays.copyOf(whole, length))).isEmpty();
    }
    assertThat(AnswerBytes.read(Arrays.copyOf(whole, whole.length + 1))).isEmpty();
  }

  @Test
  void neverFailWhateverTheyAre() {
    Random random = new Random(1);
    byte[] whole = AnswerBytes.write(OUTPUTS, PARAMETERS);
    for (int i = 0; i < 20_000; i++) {
      byte[] changed = whole.clone();
      changed[random.nextInt(changed.length)] = (byte) random.nextInt();
      changed[random.nextInt(changed.length)] = (byte) random.nextInt();
      assertThat(AnswerBytes.read(changed)).isNotNull();
    }
  }
}
