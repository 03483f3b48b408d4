package dev.tandem.kserve.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.tensor.DataType;
import dev.tandem.engine.tensor.Shape;
import dev.tandem.engine.tensor.Tensor;
import dev.tandem.engine.tensor.TensorBytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class TopClassesTest {
  private static final List<String> LABELS = List.of("cat", "", "dog");

  @Test
  void showsTheGreatestValuesWithTheirLabels() {
    Tensor shown = TopClasses.of(floats(Shape.of(4), 0.5f, 3, 8, 16), 4, false, LABELS);

    assertThat(shown.name()).isEqualTo("scores");
    assertThat(shown.type()).isEqualTo(DataType.BYTES);
    assertThat(shown.shape()).isEqualTo(Shape.of(4));
    assertThat(texts(shown))
        .containsExactly("16.000000:3", "8.000000:2:dog", "3.000000:1", "0.500000:0:cat");
  }

  @Test
  void takesOfEqualValuesTheFirst() {
    assertThat(texts(TopClasses.of(floats(Shape.of(4), 1, 2, 1, 2), 3, false, List.of())))
        .containsExactly("2.000000:1", "2.000000:3", "1.000000:0");
  }

  @Test
  void takesEachRowByItself() {
    Tensor shown = TopClasses.of(floats(Shape.of(2, 1, 2), 1, 2, 4, 3), 1, true, LABELS);

    assertThat(shown.shape()).isEqualTo(Shape.of(2, 1));
    assertThat(texts(shown)).containsExactly("2.000000:1", "4.000000:0:cat");
  }

  @Test
  void givesNoMoreClassesThanThereAre() {
    assertThat(TopClasses.of(floats(Shape.of(2), 1, 2), Integer.MAX_VALUE, false, LABELS).shape())
        .isEqualTo(Shape.of(2));
    assertThat(TopClasses.of(floats(Shape.of(0, 3)), 2, true, LABELS).shape())
        .isEqualTo(Shape.of(0, 0));
    assertThat(TopClasses.of(floats(Shape.of(3, 0)), 2, true, LABELS).shape())
        .isEqualTo(Shape.of(3, 0));
  }

  @ParameterizedTest
  @CsvSource({
    "NaN, nan",
    "Infinity, inf",
    "-Infinity, -inf",
    "-0.0, -0.000000",
    "-1e-9, -0.000000",
    "0.1, 0.100000",
    "0.0000005, 0.000000",
    "2.5e20, 250000000000000000000.000000"
  })
  void showsNumbersAsPrintfDoes(double value, String text) {
    ByteBuffer bytes = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putDouble(value);
    Tensor output =
        new Tensor("scores", DataType.FP64, Shape.of(1), TensorBytes.wrap(bytes.flip()));

    assertThat(texts(TopClasses.of(output, 1, false, List.of()))).containsExactly(text + ":0");
  }

  @Test
  void putsWhatIsNoNumberLast() {
    Tensor output =
        floats(Shape.of(4), Float.NaN, Float.NEGATIVE_INFINITY, -1, Float.POSITIVE_INFINITY);

    assertThat(texts(TopClasses.of(output, 4, false, List.of())))
        .containsExactly("inf:3", "-1.000000:2", "-inf:1", "nan:0");
  }

  @ParameterizedTest
  @CsvSource({
    "INT8, '127:1,-1:0'",
    "UINT8, '255:0,127:1'",
    "INT16, '32767:1,-1:0'",
    "UINT16, '65535:0,32767:1'",
    "INT32, '2147483647:1,-1:0'",
    "UINT32, '4294967295:0,2147483647:1'",
    "INT64, '9223372036854775807:1,-1:0'",
    "UINT64, '18446744073709551615:0,9223372036854775807:1'"
  })
  void ordersWholeNumbersWithAndWithoutSign(DataType type, String shown) {
    ByteBuffer bytes = ByteBuffer.allocate(2 * type.byteSize());
    while (bytes.hasRemaining()) {
      bytes.put((byte) -1);
    }
    bytes.put(bytes.capacity() - 1, Byte.MAX_VALUE);
    Tensor output = new Tensor("scores", type, Shape.of(2), TensorBytes.wrap(bytes.flip()));

    assertThat(texts(TopClasses.of(output, 2, false, List.of()))).containsExactly(shown.split(","));
  }

  @ParameterizedTest
  @EnumSource(
      value = DataType.class,
      names = {"BOOL", "FP16", "BF16", "BYTES"})
  void refusesTypesWithoutAnOrder(DataType type) {
    Tensor output = new Tensor("scores", type, Shape.of(0), TensorBytes.EMPTY);

    assertThatExceptionOfType(ServingException.class)
        .isThrownBy(() -> TopClasses.of(output, 1, false, List.of()))
        .withMessage(
            "class result not available for output due to unsupported type '" + type + "'");
  }

  @Test
  void refusesOutputsOfMoreThanAMillionElements() {
    Tensor output = floats(Shape.of(1_000_001), new float[1_000_001]);

    assertThatExceptionOfType(ServingException.class)
        .isThrownBy(() -> TopClasses.of(output, 1, false, List.of()))
        .withMessage("classification output tensor too large");
  }

  private static Tensor floats(Shape shape, float... values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      bytes.putFloat(value);
    }
    return new Tensor("scores", DataType.FP32, shape, TensorBytes.wrap(bytes.flip()));
  }

  private static List<String> texts(Tensor tensor) {
    ByteBuffer bytes = tensor.bytes().asOneRun();
    List<String> texts = new ArrayList<>();
    while (bytes.hasRemaining()) {
      byte[] text = new byte[bytes.getInt()];
      bytes.get(text);
      texts.add(new String(text, UTF_8));
    }
    return texts;
  }
}
