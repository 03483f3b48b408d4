package dev.tandem.tfserving.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.engine.tensor.DataType;
import dev.tandem.engine.tensor.Shape;
import dev.tandem.engine.tensor.Tensor;
import dev.tandem.engine.tensor.TensorBytes;
import dev.tandem.proto.tensorflow.TensorProto;
import dev.tandem.protobuf.WireWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OutputTensorTest {
  @ParameterizedTest
  @CsvSource({
    // dtype, then shape [1], then the typed field, whose number is that of TensorProto
    "FP32, 0000803f, 08 01 | 12 04 12 02 08 01 | 2a 04 0000803f",
    "FP64, 000000000000f03f, 08 02 | 12 04 12 02 08 01 | 32 08 000000000000f03f",
    "INT32, ffffffff, 08 03 | 12 04 12 02 08 01 | 3a 0a ffffffffffffffffff01",
    "UINT8, ff, 08 04 | 12 04 12 02 08 01 | 3a 02 ff01",
    "INT16, ffff, 08 05 | 12 04 12 02 08 01 | 3a 0a ffffffffffffffffff01",
    "INT8, ff, 08 06 | 12 04 12 02 08 01 | 3a 0a ffffffffffffffffff01",
    "BYTES, 03000000ff0061, 08 07 | 12 04 12 02 08 01 | 42 03 ff0061",
    "INT64, ffffffffffffffff, 08 09 | 12 04 12 02 08 01 | 52 0a ffffffffffffffffff01",
    "BOOL, 01, 08 0a | 12 04 12 02 08 01 | 5a 01 01",
    "BF16, 80bf, 08 0e | 12 04 12 02 08 01 | 6a 03 80ff02",
    "UINT16, ffff, 08 11 | 12 04 12 02 08 01 | 3a 03 ffff03",
    "FP16, 003c, 08 13 | 12 04 12 02 08 01 | 6a 02 8078",
    "UINT32, ffffffff, 08 16 | 12 04 12 02 08 01 | 82 01 05 ffffffff0f",
    "UINT64, ffffffffffffffff, 08 17 | 12 04 12 02 08 01 | 8a 01 0a ffffffffffffffffff01",
  })
  void writesEachTypeInItsField(DataType type, String values, String expected) {
    TensorProto proto = typed(tensor(type, Shape.of(1), values));

    assertThat(HexFormat.of().formatHex(proto.toByteArray()))
        .isEqualTo(expected.replaceAll("[ |]", ""));
  }

  @Test
  void writesShapeOfScalar() {
    TensorProto proto = typed(tensor(DataType.INT8, Shape.SCALAR, "05"));

    assertThat(proto.hasTensorShape()).isTrue();
    assertThat(proto.getTensorShape().getDimCount()).isZero();
    assertThat(proto.getIntValList()).containsExactly(5);
  }

  @Test
  void writesEqualValuesOutInFull() {
    TensorProto proto = typed(tensor(DataType.INT8, Shape.of(4), "05050505"));

    assertThat(proto.getIntValList()).containsExactly(5, 5, 5, 5);
  }

  @Test
  void writesEmptyTensor() {
    TensorProto proto = typed(tensor(DataType.FP32, Shape.of(0, 3), ""));

    assertThat(proto.getTensorShape().getDimList())
        .extracting(dim -> dim.getSize())
        .containsExactly(0L, 3L);
    assertThat(proto.getFloatValCount()).isZero();
  }

  @Test
  void writesTensorOfSeveralRuns() {
    TensorBytes runs = TensorBytes.wrap(List.of(buffer("0000803f"), buffer("0000004000004040")));
    TensorProto proto = typed(new Tensor("y", DataType.FP32, Shape.of(3), runs));

    assertThat(proto.getFloatValList()).containsExactly(1f, 2f, 3f);
  }

  @Test
  void writesContentOfNumbers() {
    TensorProto proto = content(tensor(DataType.FP32, Shape.of(2), "0000803f00000040"));

    assertThat(HexFormat.of().formatHex(proto.getTensorContent().toByteArray()))
        .isEqualTo("0000803f00000040");
    assertThat(proto.getFloatValCount()).isZero();
  }

  @Test
  void writesContentOfStrings() {
    String value = "61".repeat(300);
    TensorProto proto =
        content(tensor(DataType.BYTES, Shape.of(2), "02000000ff00" + "2c010000" + value));

    assertThat(HexFormat.of().formatHex(proto.getTensorContent().toByteArray()))
        .isEqualTo("02" + "ac02" + "ff00" + value);
  }

  private static TensorProto typed(Tensor tensor) {
    return written(tensor, false);
  }

  private static TensorProto content(Tensor tensor) {
    return written(tensor, true);
  }

  /** What the generated classes read, which must be what they would have written. */
  static TensorProto written(Tensor tensor, boolean asContent) {
    OutputTensor output = new OutputTensor(tensor, asContent);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      WireWriter writer = new WireWriter(bytes, new byte[64]);
      output.writeTo(writer);
      writer.flush();
      assertThat(output.size()).isEqualTo(bytes.size());
      TensorProto read = TensorProto.parseFrom(bytes.toByteArray());
      TensorProto expected =
          asContent
              ? GeneratedTensorProtoEncoder.content(tensor)
              : GeneratedTensorProtoEncoder.typed(tensor);
      assertThat(bytes.toByteArray()).isEqualTo(expected.toByteArray());
      return read;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Tensor tensor(DataType type, Shape shape, String hex) {
    return new Tensor("y", type, shape, TensorBytes.wrap(buffer(hex)));
  }

  private static ByteBuffer buffer(String hex) {
    return ByteBuffer.wrap(HexFormat.of().parseHex(hex));
  }
}
