package dev.tandem.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.LastHttpContent;
import org.junit.jupiter.api.Test;

class HeapContentsTest {
  private final EmbeddedChannel channel = new EmbeddedChannel(HeapContents.INSTANCE);

  @Test
  void releasesWhatWasReadAndHandsTheSameBytesOn() {
    ByteBuf read = Unpooled.directBuffer(8).writeLong(42);

    channel.writeInbound(new DefaultHttpContent(read));

    assertThat(read.refCnt()).isZero();
    HttpContent content = channel.readInbound();
    assertThat(content.content().hasArray()).isTrue();
    assertThat(content.content().readLong()).isEqualTo(42);
  }

  @Test
  void keepsTheTrailersOfTheLast() {
    LastHttpContent last = new DefaultLastHttpContent(Unpooled.directBuffer(8).writeLong(1));
    last.trailingHeaders().set("checksum", "7");

    channel.writeInbound(last);

    LastHttpContent content = channel.readInbound();
    assertThat(content.content().readLong()).isEqualTo(1);
    assertThat(content.trailingHeaders().get("checksum")).isEqualTo("7");
  }

  @Test
  void leavesAloneWhatHasNoBytes() {
    channel.writeInbound(LastHttpContent.EMPTY_LAST_CONTENT);

    LastHttpContent content = channel.readInbound();
    assertThat(content).isSameAs(LastHttpContent.EMPTY_LAST_CONTENT);
  }
}
