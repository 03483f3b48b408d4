package dev.tandem.benchmarks.load;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.Objects.requireNonNull;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Sends the same request when the last one is answered. Its fields belong to its event loop. */
final class HttpConnection extends ChannelInboundHandlerAdapter {
  private final ByteBuf request;
  private volatile @Nullable ChannelHandlerContext context;
  private @Nullable ClosedLoop loop;
  private @Nullable Asked asked;
  private long sentNs;
  private boolean good;
  private long bytes;

  HttpConnection(ByteBuf request) {
    this.request = request;
  }

  /** Sends once, and takes the answer whole; from any thread but the event loop's. */
  byte[] ask() {
    Asked question = new Asked(new CompletableFuture<>(), new ByteArrayOutputStream());
    ChannelHandlerContext connected = requireNonNull(context);
    connected
        .executor()
        .execute(
            () -> {
              asked = question;
              send(connected);
            });
    return question.answer.join();
  }

  void start(ClosedLoop newLoop) {
    loop = newLoop;
    send(requireNonNull(context));
  }

  @SuppressWarnings("FutureReturnValueIgnored") // a void promise fires what fails at the channel
  private void send(ChannelHandlerContext connected) {
    sentNs = System.nanoTime();
    bytes = 0;
    connected.writeAndFlush(request.duplicate(), connected.voidPromise());
  }

  @Override
  public void handlerAdded(ChannelHandlerContext added) {
    context = added;
  }

  @Override
  public void channelRead(ChannelHandlerContext connected, Object message) throws IOException {
    if (message instanceof HttpResponse response) {
      good = response.status().equals(HttpResponseStatus.OK);
    }
    if (message instanceof HttpContent content) {
      bytes += content.content().readableBytes();
      Asked question = asked;
      if (question != null) {
        question.bytes.write(ByteBufUtil.getBytes(content.content()));
      }
    }
    ReferenceCountUtil.release(message);
    if (message instanceof LastHttpContent) {
      complete(connected);
    }
  }

  private void complete(ChannelHandlerContext connected) {
    Asked question = asked;
    if (question != null) {
      asked = null;
      question.complete(good);
      return;
    }
    if (requireNonNull(loop).answered(sentNs, good, bytes)) {
      send(connected);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext connected) {
    exceptionCaught(connected, new ClosedChannelException());
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // nobody waits for the end of a broken connection
  public void exceptionCaught(ChannelHandlerContext connected, Throwable cause) {
    ClosedLoop running = loop;
    if (running != null) {
      running.fail(cause);
    }
    Asked question = asked;
    if (question != null) {
      question.answer.completeExceptionally(cause);
    }
    connected.close();
  }

  private record Asked(CompletableFuture<byte[]> answer, ByteArrayOutputStream bytes) {
    void complete(boolean good) {
      if (good) {
        answer.complete(bytes.toByteArray());
      } else {
        answer.completeExceptionally(new IllegalStateException(bytes.toString(US_ASCII)));
      }
    }
  }
}
