package dev.tandem.protobuf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tandem.engine.tensor.TensorBytes;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WireCursorTest {
  private static final int NESTED = 1 << 3 | WireType.LENGTH;
  private static final int GROUP = 1 << 3 | WireType.START_GROUP;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "00", // the field number 0
        "0e", // a wire type that is none
        "08", // a varint that is missing
        "0880", // a varint cut off
        "0880808080808080808080", // a varint of eleven bytes
        "0d000000", // a fixed32 cut off
        "09000000000000", // a fixed64 cut off
        "0a02ff", // a length beyond the end
        "0affffffff0f", // a length below 0
        "0b", // a group without an end
        "0b14", // a group with another's end
        "0c", // an end without a group
      })
  void refusesWhatIsNoField(String hex) {
    WireCursor cursor = cursor(hex);

    assertThatExceptionOfType(MalformedMessageException.class)
        .isThrownBy(() -> cursor.skip(cursor.nextTag()));
  }

  @Test
  void viewsBytesWhereTheyAre() {
    ByteBuffer one = ByteBuffer.allocateDirect(4);
    ByteBuffer other = ByteBuffer.allocateDirect(4);
    WireCursor cursor = new WireCursor(one, ByteBuffer.allocate(0), other);
    cursor.skipBytes(2);

    TensorBytes view = cursor.view(5);
    one.put(3, (byte) 7);
    other.put(2, (byte) 9);

    assertThat(view.size()).isEqualTo(5);
    assertThat(view.run(0).get(1)).isEqualTo((byte) 7);
    assertThat(view.run(2).get(2)).isEqualTo((byte) 9);
    assertThat(cursor.remaining()).isEqualTo(1);
  }

  @Test
  void readsFromBuffersThatAreEmptyAtBothEnds() {
    WireCursor cursor =
        new WireCursor(
            ByteBuffer.allocate(0), ByteBuffer.wrap(new byte[] {5}), ByteBuffer.allocate(0));

    assertThat(cursor.view(1).run(0).get(0)).isEqualTo((byte) 5);
    assertThat(cursor.nextTag()).isZero();
  }

  @Test
  void seeksAmongManyBuffers() {
    ByteBuffer[] buffers = new ByteBuffer[100];
    for (int i = 0; i < buffers.length; i++) {
      // Some are empty.
      buffers[i] = ByteBuffer.wrap(i % 7 == 0 ? new byte[0] : new byte[] {(byte) i, (byte) -i});
    }
    byte[] whole = new WireCursor(copies(buffers)).bytes(170);
    WireCursor cursor = new WireCursor(buffers);

    for (int step = 0; step < 1000; step++) {
      int from = step * 59 % 165;
      cursor.seek(from, 5);
      assertThat(cursor.bytes(5)).isEqualTo(Arrays.copyOfRange(whole, from, from + 5));
    }
  }

  private static ByteBuffer[] copies(ByteBuffer... buffers) {
    return Stream.of(buffers).map(ByteBuffer::duplicate).toArray(ByteBuffer[]::new);
  }

  @Test
  void goesBackToAPartItHasPassed() {
    WireCursor cursor = new WireCursor(buffer("0102"), buffer("0304"));
    cursor.skipBytes(4);

    cursor.seek(1, 2);

    assertThat(cursor.bytes(2)).containsExactly(2, 3);
    assertThat(cursor.remaining()).isZero();
  }

  @Test
  void takesAHundredMessagesWithinEachOtherAndNotOneMore() {
    WireCursor cursor = nested(101);
    for (int i = 0; i < 100; i++) {
      assertThat(cursor.nextTag()).isEqualTo(NESTED);
      cursor.enter();
    }

    assertThat(cursor.nextTag()).isEqualTo(NESTED);
    assertThatExceptionOfType(MalformedMessageException.class).isThrownBy(cursor::enter);
  }

  @Test
  void takesAHundredGroupsWithinEachOtherAndNotOneMore() {
    groups(100).skip(GROUP);

    assertThatExceptionOfType(MalformedMessageException.class)
        .isThrownBy(() -> groups(101).skip(GROUP));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ff", "c080", "eda080", "f5808080", "e282"})
  void refusesTextThatIsNotUtf8(String hex) {
    WireCursor cursor = cursor(String.format("%02x", hex.length() / 2) + hex);

    assertThatExceptionOfType(MalformedMessageException.class).isThrownBy(cursor::string);
  }

  private static WireCursor nested(int levels) {
    byte[] message = {};
    for (int i = 0; i < levels; i++) {
      ByteBuffer outer = ByteBuffer.allocate(3 + message.length);
      outer.put((byte) NESTED);
      outer.put((byte) ((message.length & 0x7F) | 0x80)).put((byte) (message.length >>> 7));
      message = outer.put(message).array();
    }
    return new WireCursor(ByteBuffer.wrap(message));
  }

  private static WireCursor groups(int levels) {
    return cursor("0b".repeat(levels - 1) + "0c".repeat(levels));
  }

  private static WireCursor cursor(String hex) {
    return new WireCursor(buffer(hex));
  }

  private static ByteBuffer buffer(String hex) {
    return ByteBuffer.wrap(HexFormat.of().parseHex(hex));
  }
}
