package dev.tandem.protobuf;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.UnknownFieldSet.Field;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Writes messages in ways that mean the same, or breaks them, by the dice of one seed. */
public final class WireNoise {
  private static final int UNKNOWN_FIELD = 1000;

  private final Random random;

  public WireNoise(long seed) {
    random = new Random(seed);
  }

  /**
   * The fields of {@code message} in another order, also those of the messages within it; packed
   * values partly unpacked, messages in parts that merge, and fields between that nobody knows.
   */
  public byte[] rewritten(Message message) {
    return concat(pieces(message.toByteString(), message.getDescriptorForType()));
  }

  private List<byte[]> pieces(ByteString message, Descriptor type) {
    List<byte[]> pieces = new ArrayList<>();
    parse(message)
        .asMap()
        .forEach(
            (number, field) -> {
              for (ByteString value : field.getLengthDelimitedList()) {
                pieces.addAll(rewritten(type.findFieldByNumber(number), value));
              }
              Field.Builder scalars = Field.newBuilder();
              field.getVarintList().forEach(scalars::addVarint);
              field.getFixed32List().forEach(scalars::addFixed32);
              field.getFixed64List().forEach(scalars::addFixed64);
              pieces.add(field(number, scalars.build()));
            });
    if (random.nextInt(3) == 0) {
      pieces.add(field(UNKNOWN_FIELD + random.nextInt(2), unknown()));
    }
    if (random.nextBoolean()) {
      shuffleFields(pieces);
    }
    return pieces;
  }

  private List<byte[]> rewritten(FieldDescriptor field, ByteString value) {
    if (field.getJavaType() == JavaType.MESSAGE) {
      List<byte[]> inner = pieces(value, field.getMessageType());
      int cut = field.isRepeated() ? 0 : random.nextInt(inner.size() + 1);
      byte[] whole = bytes(field.getNumber(), concat(inner.subList(cut, inner.size())));
      return cut == 0
          ? List.of(whole)
          : List.of(bytes(field.getNumber(), concat(inner.subList(0, cut))), whole);
    }
    if (!field.isPacked() || random.nextBoolean()) {
      return List.of(bytes(field.getNumber(), value.toByteArray()));
    }
    return unpacked(field, value);
  }

  /** Some of the values of a packed field side by side, and others each with a tag of its own. */
  private List<byte[]> unpacked(FieldDescriptor field, ByteString values) {
    List<byte[]> pieces = new ArrayList<>();
    WireCursor cursor = new WireCursor(values.asReadOnlyByteBuffer());
    while (cursor.remaining() > 0) {
      int from = cursor.position();
      int wireType = field.getLiteType().getWireType();
      cursor.skip(WireType.tag(1, wireType));
      byte[] one = values.substring(from, cursor.position()).toByteArray();
      pieces.add(
          random.nextBoolean()
              ? bytes(field.getNumber(), one)
              : concat(List.of(varint(WireType.tag(field.getNumber(), wireType)), one)));
    }
    return pieces;
  }

  /** Changes of order that keep the order of each field's own values. */
  private void shuffleFields(List<byte[]> pieces) {
    for (int round = 0; round < pieces.size() * 3; round++) {
      int at = random.nextInt(pieces.size());
      if (at + 1 < pieces.size() && number(pieces.get(at)) != number(pieces.get(at + 1))) {
        Collections.swap(pieces, at, at + 1);
      }
    }
  }

  private static int number(byte[] piece) {
    return piece.length == 0
        ? 0
        : WireType.field((int) new WireCursor(ByteBuffer.wrap(piece)).varint());
  }

  private Field unknown() {
    Field.Builder field = Field.newBuilder();
    return switch (random.nextInt(5)) {
      case 0 -> field.addVarint(random.nextLong()).build();
      case 1 -> field.addFixed32(random.nextInt()).build();
      case 2 -> field.addFixed64(random.nextLong()).build();
      case 3 -> field.addLengthDelimited(ByteString.copyFrom(new byte[random.nextInt(9)])).build();
      default ->
          field.addGroup(UnknownFieldSet.newBuilder().addField(1, unknown()).build()).build();
    };
  }

  /** {@code bytes} with some of them changed, left out, doubled or cut off. */
  public byte[] broken(byte[] bytes) {
    byte[] broken = bytes.clone();
    for (int i = random.nextInt(3); i >= 0 && broken.length > 0; i--) {
      int at = random.nextInt(broken.length);
      byte[] head = Arrays.copyOf(broken, at);
      byte[] tail = Arrays.copyOfRange(broken, at, broken.length);
      switch (random.nextInt(5)) {
        case 0 -> broken = concat(List.of(head, Arrays.copyOfRange(tail, 1, tail.length)));
        case 1 -> broken = head;
        case 2 -> broken = concat(List.of(head, new byte[] {tail[0]}, tail));
        case 3 -> broken[at] = (byte) random.nextInt();
        default -> broken[at] = (byte) (broken[at] ^ (1 << random.nextInt(Byte.SIZE)));
      }
    }
    return broken;
  }

  /** {@code bytes} over buffers that begin and end anywhere. */
  public ByteBuffer[] split(byte[] bytes) {
    List<ByteBuffer> buffers = new ArrayList<>();
    int longest = random.nextBoolean() ? bytes.length : 4;
    int at = 0;
    do {
      int length = Math.min(bytes.length - at, random.nextInt(longest + 1));
      int lead = random.nextInt(3);
      ByteBuffer buffer = ByteBuffer.allocateDirect(lead + length + random.nextInt(3));
      buffers.add(buffer.position(lead).put(bytes, at, length).flip().position(lead));
      at += length;
    } while (at < bytes.length);
    return buffers.toArray(ByteBuffer[]::new);
  }

  private static UnknownFieldSet parse(ByteString message) {
    try {
      return UnknownFieldSet.parseFrom(message);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static byte[] bytes(int number, byte[] value) {
    return field(number, Field.newBuilder().addLengthDelimited(ByteString.copyFrom(value)).build());
  }

  private static byte[] field(int number, Field field) {
    return UnknownFieldSet.newBuilder().mergeField(number, field).build().toByteArray();
  }

  private static byte[] varint(int value) {
    byte[] tagAndValue = field(1, Field.newBuilder().addVarint(value).build());
    return Arrays.copyOfRange(tagAndValue, 1, tagAndValue.length);
  }

  private static byte[] concat(List<byte[]> pieces) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    pieces.forEach(all::writeBytes);
    return all.toByteArray();
  }
}
