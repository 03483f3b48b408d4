package dev.tandem.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpContent;

/**
 * Moves what a connection reads from pooled memory to the heap, which Vert.x would do itself when
 * it handles it: of what clients send ahead of their last answer it keeps a queue, and forgets
 * that, pooled memory and all, where they go away.
 */
@ChannelHandler.Sharable
final class HeapContents extends ChannelInboundHandlerAdapter {
  static final HeapContents INSTANCE = new HeapContents();

  private HeapContents() {}

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (message instanceof HttpContent content && content.content().isReadable()) {
      context.fireChannelRead(onHeap(content));
    } else {
      context.fireChannelRead(message);
    }
  }

  private static HttpContent onHeap(HttpContent content) {
    ByteBuf read = content.content();
    byte[] copy = new byte[read.readableBytes()];
    read.readBytes(copy);
    content.release();
    return content.replace(Unpooled.wrappedBuffer(copy));
  }
}
