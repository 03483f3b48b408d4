package dev.tandem.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.Test;

class UnhandledContentsTest {
  private final Lazy next = new Lazy();
  private final EmbeddedChannel channel = new EmbeddedChannel(new UnhandledContents(), next);

  @Test
  void areReleasedWhenTheConnectionCloses() {
    HttpContent first = read(Unpooled.directBuffer(8).writeLong(1));
    HttpContent second = read(Unpooled.directBuffer(8).writeLong(2));
    assertThat(first.refCnt()).isOne();

    channel.close().syncUninterruptibly();

    assertThat(first.refCnt()).isZero();
    assertThat(second.refCnt()).isZero();
  }

  @Test
  void areLeftAloneWhereTheyWereHandled() {
    HttpContent late = read(Unpooled.directBuffer(8).writeLong(1));
    next.handleOne();
    next.handles = true;
    HttpContent atOnce = read(Unpooled.directBuffer(8).writeLong(2));

    channel.close().syncUninterruptibly();

    assertThat(late.refCnt()).isZero();
    assertThat(atOnce.refCnt()).isZero();
  }

  @Test
  void areKeptForWhoeverHandlesThemYet() {
    HttpContent[] contents = new HttpContent[10];
    for (int i = 0; i < contents.length; i++) {
      contents[i] = read(Unpooled.directBuffer(8).writeLong(i));
      assertThat(contents[i].refCnt()).isOne();
    }
    for (HttpContent content : contents) {
      next.handleOne();
      assertThat(content.refCnt()).isZero();
    }
    channel.close().syncUninterruptibly();
  }

  @Test
  void onTheHeapAreTheCollectors() {
    HttpContent onHeap = read(Unpooled.buffer(8).writeLong(1));
    channel.writeInbound(LastHttpContent.EMPTY_LAST_CONTENT);

    channel.close().syncUninterruptibly();

    assertThat(onHeap.refCnt()).isOne();
  }

  private HttpContent read(ByteBuf bytes) {
    HttpContent content = new DefaultHttpContent(bytes);
    channel.writeInbound(content);
    return content;
  }

  /** Handles contents when it is told to, and forgets the others. */
  private static final class Lazy extends ChannelInboundHandlerAdapter {
    private final Deque<HttpContent> unhandled = new ArrayDeque<>();
    private boolean handles;

    void handleOne() {
      unhandled.remove().release();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      unhandled.add((HttpContent) message);
      if (handles) {
        handleOne();
      }
    }
  }
}
