package dev.tandem.server;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpContent;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Releases what a connection has read and not handled when it closes. Vert.x keeps what clients
 * send before they have their last answer, and forgets it, native memory and all, where they go
 * away then. Belongs to the connection's event loop.
 */
final class UnhandledContents extends ChannelInboundHandlerAdapter {
  /** Vert.x stops reading at a few; one read of a socket may still hold many small ones. */
  private static final int MOST = 4096;

  private final Deque<HttpContent> waiting = new ArrayDeque<>(0);

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    context.fireChannelRead(message);
    // What was handled was copied and released; what lies on the heap is the collector's.
    if (message instanceof HttpContent content
        && content.refCnt() > 0
        && content.content().isDirect()
        && content.content().isReadable()) {
      add(content);
    }
  }

  private void add(HttpContent content) {
    while (!waiting.isEmpty() && waiting.peek().refCnt() == 0) {
      waiting.remove();
    }
    if (waiting.size() < MOST) {
      waiting.add(content);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    context.fireChannelInactive();
    for (HttpContent content : waiting) {
      if (content.refCnt() > 0) {
        content.release();
      }
    }
    waiting.clear();
  }
}
