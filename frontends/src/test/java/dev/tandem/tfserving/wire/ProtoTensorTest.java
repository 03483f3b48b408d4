package dev.tandem.tfserving.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.tandem.engine.tensor.Shape;
import dev.tandem.proto.tensorflow.DataType;
import dev.tandem.proto.tensorflow.TensorProto;
import dev.tandem.proto.tensorflow.TensorShapeProto;
import io.grpc.Status;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class ProtoTensorTest {
  private static final long MAX_BYTES = 1 << 20;

  @Test
  void readsMissingShapeAsScalar() {
    TensorProto proto =
        TensorProto.newBuilder().setDtype(DataType.DT_FLOAT).addFloatVal(1.5f).build();

    assertThat(WireMessages.tensor("x", proto, MAX_BYTES).shape()).isEqualTo(Shape.SCALAR);
    assertThat(bytes(proto)).isEqualTo("0000c03f");
  }

  @Test
  void readsUnknownRankAsScalar() {
    TensorProto proto =
        TensorProto.newBuilder()
            .setDtype(DataType.DT_FLOAT)
            .setTensorShape(TensorShapeProto.newBuilder().setUnknownRank(true))
            .addFloatVal(1.5f)
            .build();

    assertThat(WireMessages.tensor("x", proto, MAX_BYTES).shape()).isEqualTo(Shape.SCALAR);
  }

  @Test
  void readsTypedFieldOfEachType() {
    assertThat(bytes(tensor(DataType.DT_FLOAT, 2).addFloatVal(1).addFloatVal(-2).build()))
        .isEqualTo("0000803f000000c0");
    assertThat(bytes(tensor(DataType.DT_DOUBLE, 1).addDoubleVal(1).build()))
        .isEqualTo("000000000000f03f");
    assertThat(bytes(tensor(DataType.DT_INT32, 1).addIntVal(-2).build())).isEqualTo("feffffff");
    assertThat(bytes(tensor(DataType.DT_INT64, 1).addInt64Val(-2).build()))
        .isEqualTo("feffffffffffffff");
    assertThat(bytes(tensor(DataType.DT_UINT32, 1).addUint32Val(-2).build())).isEqualTo("feffffff");
    assertThat(bytes(tensor(DataType.DT_UINT64, 1).addUint64Val(-2).build()))
        .isEqualTo("feffffffffffffff");
    assertThat(bytes(tensor(DataType.DT_BOOL, 2).addBoolVal(true).addBoolVal(false).build()))
        .isEqualTo("0100");
  }

  @ParameterizedTest
  @CsvSource({
    "DT_INT8, -1, ff",
    "DT_INT8, 257, 01",
    "DT_UINT8, 255, ff",
    "DT_UINT8, 256, 00",
    "DT_INT16, -2, feff",
    "DT_INT16, 65537, 0100",
    "DT_UINT16, 65535, ffff",
  })
  void narrowsIntegersByCuttingThem(DataType type, int value, String expected) {
    assertThat(bytes(tensor(type, 1).addIntVal(value).build())).isEqualTo(expected);
  }

  @ParameterizedTest
  @EnumSource(names = {"DT_HALF", "DT_BFLOAT16"})
  void readsHalvesAsBitPatterns(DataType type) {
    assertThat(bytes(tensor(type, 2).addHalfVal(0x3C00).addHalfVal(0xFFFF_C000).build()))
        .isEqualTo("003c00c0");
  }

  @Test
  void repeatsLastValueOfShortList() {
    assertThat(bytes(tensor(DataType.DT_INT8, 7).addIntVal(1).addIntVal(2).build()))
        .isEqualTo("01020202020202");
    assertThat(bytes(tensor(DataType.DT_INT16, 2, 2).addIntVal(1).addIntVal(2).build()))
        .isEqualTo("0100020002000200");
  }

  @Test
  void ignoresSurplusValues() {
    assertThat(bytes(tensor(DataType.DT_INT8, 1).addIntVal(1).addIntVal(2).build()))
        .isEqualTo("01");
  }

  @Test
  void fillsWithZerosWhereNoValueIsGiven() {
    assertThat(bytes(tensor(DataType.DT_INT32, 2).build())).isEqualTo("0000000000000000");
    assertThat(bytes(tensor(DataType.DT_BOOL, 2).build())).isEqualTo("0000");
    assertThat(bytes(tensor(DataType.DT_STRING, 2).build())).isEqualTo("0000000000000000");
  }

  @Test
  void ignoresValuesInFieldsOfOtherTypes() {
    assertThat(bytes(tensor(DataType.DT_FLOAT, 1).addIntVal(7).addDoubleVal(7).build()))
        .isEqualTo("00000000");
  }

  @Test
  void prefersContentToTypedValues() {
    TensorProto proto =
        tensor(DataType.DT_FLOAT, 1).setTensorContent(content("0000803f")).addFloatVal(7).build();

    assertThat(bytes(proto)).isEqualTo("0000803f");
  }

  @ParameterizedTest
  @CsvSource({"0000803f00", "0000803f0000803f", "00", "000000"})
  void refusesContentOfOtherLength(String hex) {
    refuses(tensor(DataType.DT_FLOAT, 1).setTensorContent(content(hex)).build());
  }

  @Test
  void ignoresPayloadOfEmptyTensor() {
    assertThat(bytes(tensor(DataType.DT_FLOAT, 0).setTensorContent(content("00")).build()))
        .isEmpty();
    assertThat(bytes(tensor(DataType.DT_FLOAT, 2, 0).addFloatVal(1).build())).isEmpty();
    assertThat(bytes(tensor(DataType.DT_STRING, 0).setTensorContent(content("ff")).build()))
        .isEmpty();
  }

  @Test
  void readsStringsOfAnyBytes() {
    TensorProto proto =
        tensor(DataType.DT_STRING, 3)
            .addStringVal(content("ff00fe"))
            .addStringVal(ByteString.copyFrom("é", UTF_8))
            .build();

    assertThat(bytes(proto)).isEqualTo("03000000ff00fe" + "02000000c3a9" + "02000000c3a9");
  }

  @Test
  void readsStringsFromContent() {
    TensorProto proto =
        tensor(DataType.DT_STRING, 2).setTensorContent(content("0300" + "616263")).build();

    assertThat(bytes(proto)).isEqualTo("03000000616263" + "00000000");
  }

  @Test
  void readsLongLengthsFromStringContent() {
    String value = "61".repeat(300);
    TensorProto proto =
        tensor(DataType.DT_STRING, 1).setTensorContent(content("ac02" + value)).build();

    assertThat(bytes(proto)).isEqualTo("2c010000" + value);
  }

  @ParameterizedTest
  @CsvSource({
    "03", // fewer lengths than elements
    "030061", // fewer bytes than the lengths say
    "01006162", // more bytes than the lengths say
    "ffffffffff01", // a length that does not end
    "8080808080", // likewise, at the end of the content
    "ffffffff0f00", // a length of nearly 2^32
  })
  void refusesStringContentThatDoesNotAddUp(String hex) {
    refuses(tensor(DataType.DT_STRING, 2).setTensorContent(content(hex)).build());
  }

  @ParameterizedTest
  @EnumSource(
      mode = Mode.INCLUDE,
      names = {"DT_INVALID", "DT_RESOURCE", "DT_VARIANT", "DT_FLOAT_REF", "DT_STRING_REF"})
  void refusesTypesWithoutValues(DataType type) {
    refuses(tensor(type, 1).build());
  }

  @Test
  void refusesTypeThatNobodyKnows() {
    refuses(TensorProto.newBuilder().setDtypeValue(99).build());
  }

  @ParameterizedTest
  @EnumSource(
      mode = Mode.INCLUDE,
      names = {"DT_COMPLEX64", "DT_COMPLEX128", "DT_QINT8", "DT_QUINT16", "DT_FLOAT8_E5M2"})
  void takesTypesThatOnlyTheModelCanRefuse(DataType type) {
    assertThat(WireMessages.tensor("x", tensor(type, 2).build(), MAX_BYTES).type()).isEqualTo(type);
  }

  @Test
  void refusesNegativeDimension() {
    refuses(tensor(DataType.DT_FLOAT, -1).build());
    refuses(tensor(DataType.DT_FLOAT, 0, -1).build());
  }

  @Test
  void refusesMoreThan254Dimensions() {
    long[] most = new long[254];
    Arrays.fill(most, 1);
    assertThat(
            WireMessages.tensor("x", tensor(DataType.DT_INT8, most).build(), MAX_BYTES).elements())
        .isEqualTo(1);

    long[] tooMany = new long[255];
    Arrays.fill(tooMany, 1);
    refuses(tensor(DataType.DT_INT8, tooMany).build());
  }

  @Test
  void refusesElementCountBeyond63Bits() {
    refuses(tensor(DataType.DT_INT8, 1L << 32, 1L << 31).build());
    refuses(tensor(DataType.DT_INT8, 1L << 32, 1L << 32).build());
    refuses(tensor(DataType.DT_INT8, 1L << 62, 4, 0).build());
  }

  @Test
  void takesHugeDimensionsBehindAnEmptyOne() {
    assertThat(bytes(tensor(DataType.DT_INT8, 0, 1L << 62, 4).build())).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "DT_FLOAT, 1099511627776", // 2^40
    "DT_DOUBLE, 2305843009213693952", // 2^61, whose bytes overflow
    "DT_INT8, 1048577",
    "DT_STRING, 262145",
    "DT_STRING, 9223372036854775807",
  })
  void refusesSmallMessageThatAsksForMuchMemory(DataType type, long elements) {
    TensorProto proto =
        tensor(type, elements).addFloatVal(1).addIntVal(1).addStringVal(ByteString.EMPTY).build();

    assertThat(proto.getSerializedSize()).isLessThan(50);
    assertThatExceptionOfType(TfServingException.class)
        .isThrownBy(() -> WireMessages.tensor("x", proto, MAX_BYTES))
        .withMessage("tensor \"x\" takes the request's tensors beyond 1048576 bytes")
        .extracting(TfServingException::code)
        .isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
  }

  @Test
  void refusesLongStringRepeatedTooOften() {
    TensorProto proto =
        tensor(DataType.DT_STRING, 100)
            .addStringVal(ByteString.copyFrom(new byte[(int) MAX_BYTES / 99]))
            .build();

    assertThatThrownBy(() -> WireMessages.tensor("x", proto, MAX_BYTES))
        .isInstanceOf(TfServingException.class)
        .hasMessageContaining("beyond");
  }

  private static void refuses(TensorProto proto) {
    assertThatExceptionOfType(TfServingException.class)
        .isThrownBy(() -> WireMessages.tensor("x", proto, MAX_BYTES))
        .withMessage("tensor parsing error: x")
        .extracting(TfServingException::code)
        .isEqualTo(Status.Code.INVALID_ARGUMENT);
  }

  private static TensorProto.Builder tensor(DataType type, long... dims) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (long dim : dims) {
      shape.addDimBuilder().setSize(dim);
    }
    return TensorProto.newBuilder().setDtype(type).setTensorShape(shape);
  }

  private static ByteString content(String hex) {
    return ByteString.copyFrom(HexFormat.of().parseHex(hex));
  }

  private static String bytes(TensorProto proto) {
    return HexFormat.of()
        .formatHex(WireMessages.values(WireMessages.tensor("x", proto, MAX_BYTES)));
  }
}
