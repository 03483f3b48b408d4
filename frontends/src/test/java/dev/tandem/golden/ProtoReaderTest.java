package dev.tandem.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.tandem.golden.ProtoSchema.Field;
import dev.tandem.golden.ProtoSchema.Label;
import java.io.IOException;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProtoReaderTest {
  private static final ProtoReader READER =
      new ProtoReader(
          new ProtoSchema(
              Map.of(
                  "M",
                  Map.of(
                      1, new Field("int", "int64", Label.SINGULAR),
                      2, new Field("unsigned", "uint64", Label.OPTIONAL),
                      3, new Field("floats", "float", Label.REPEATED),
                      4, new Field("flags", "bool", Label.REPEATED),
                      5, new Field("text", "string", Label.SINGULAR),
                      6, new Field("raw", "bytes", Label.OPTIONAL),
                      7, new Field("inner", "M", Label.SINGULAR),
                      8, new Field("map", "E", Label.MAP),
                      9, new Field("double", "double", Label.SINGULAR)),
                  "E",
                  Map.of(
                      1, new Field("key", "string", Label.SINGULAR),
                      2, new Field("value", "int32", Label.SINGULAR)))));

  @Test
  void readsSignedAndUnsignedNumbersByTheirType() throws IOException {
    assertThat(read(Proto.varint(1, -5), Proto.varint(2, -1)))
        .isEqualTo(Map.of("int", -5L, "unsigned", new BigInteger("18446744073709551615")));
  }

  @Test
  void leavesOutDefaultsThatHaveNoPresence() throws IOException {
    assertThat(read(Proto.varint(1, 0), Proto.varint(2, 0), Proto.text(5, "")))
        .isEqualTo(Map.of("unsigned", 0L));
    assertThat(read(Proto.field(out -> out.writeDouble(9, -0.0)))).isEmpty();
  }

  @Test
  void readsPackedAndSingleElementsAlike() throws IOException {
    ByteString packed = Proto.bytes(3, ByteString.fromHex("0000803f00000040"));
    ByteString single = Proto.field(out -> out.writeFloat(3, 0.5f));

    assertThat(read(packed, single)).isEqualTo(Map.of("floats", List.of(1.0, 2.0, 0.5)));
    assertThat(read(Proto.bytes(4, ByteString.fromHex("0100")), Proto.varint(4, 1)))
        .isEqualTo(Map.of("flags", List.of(true, false, true)));
  }

  @Test
  void readsBytesAsHexAndMessagesAsMaps() throws IOException {
    assertThat(read(Proto.bytes(6, ByteString.fromHex("00ff")), Proto.bytes(7, ByteString.EMPTY)))
        .isEqualTo(Map.of("raw", "00ff", "inner", Map.of()));
  }

  @Test
  void readsMapEntriesWithTheirDefaults() throws IOException {
    ByteString entry = Proto.text(1, "a").concat(Proto.varint(2, 7));

    assertThat(read(Proto.bytes(8, entry), Proto.bytes(8, ByteString.EMPTY)))
        .isEqualTo(Map.of("map", Map.of("a", 7L, "", 0L)));
  }

  @Test
  void keepsFieldsThatTheSchemaLacks() throws IOException {
    assertThat(read(Proto.varint(99, 3), Proto.text(99, "A")))
        .isEqualTo(Map.of("?99", List.of(3L, "41")));
  }

  @Test
  void tellsDifferentInvalidTextsApart() throws IOException {
    assertThat(read(Proto.bytes(5, ByteString.fromHex("ff"))))
        .isNotEqualTo(read(Proto.bytes(5, ByteString.fromHex("fe"))));
  }

  @Test
  void rejectsMessageThatIsCutOff() {
    assertThatThrownBy(() -> read(ByteString.fromHex("2a05")))
        .isInstanceOf(InvalidProtocolBufferException.class);
  }

  private static Map<String, Object> read(ByteString... fields) throws IOException {
    return READER.read("M", ByteString.copyFrom(List.of(fields)));
  }
}
