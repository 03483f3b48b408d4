package dev.tandem.grpcweb;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class Base64RunPropertyTest {
  @Property
  void readsTextsThatFollowEachOther(@ForAll List<byte[]> parts, @ForAll boolean direct) {
    ByteBuffer all = ByteBuffer.allocate(parts.stream().mapToInt(part -> part.length).sum());
    parts.forEach(all::put);
    List<byte[]> texts = parts.stream().map(Base64.getEncoder()::encode).toList();
    int length = texts.stream().mapToInt(text -> text.length).sum();
    ByteBuffer text =
        direct ? ByteBuffer.allocateDirect(length + 3) : ByteBuffer.allocate(length + 3);
    text.position(3);
    texts.forEach(text::put);

    assertThat(Base64Run.decode(text.position(3))).isEqualTo(all.flip());
  }
}
