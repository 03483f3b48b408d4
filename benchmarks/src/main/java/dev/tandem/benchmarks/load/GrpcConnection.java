package dev.tandem.benchmarks.load;

import static java.util.Objects.requireNonNull;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.agrona.collections.Int2ObjectHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Calls one gRPC method over one connection, and looks at no more of the answers than how long they
 * are. A client library would cost more than the server that it is to measure. Belongs to its event
 * loop.
 */
final class GrpcConnection extends ByteToMessageDecoder {
  /** A message's flag and length. */
  static final int PREFIX_BYTES = 5;

  private static final int LAST_31_BITS = Integer.MAX_VALUE;

  private final String path;
  private final int answerBytes;
  private final Int2ObjectHashMap<Call> calls = new Int2ObjectHashMap<>();
  private final Deque<Call> sending = new ArrayDeque<>();
  private @Nullable ChannelHandlerContext context;
  private @Nullable Requests requests;
  private @Nullable Answers answers;
  private int nextStream = 1;
  private long window = Http2Frames.DEFAULT_WINDOW_BYTES;
  private long streamWindow = Http2Frames.DEFAULT_WINDOW_BYTES;
  private int receivedBytes;

  /**
   * @param answerBytes of a good answer, without its prefix
   */
  GrpcConnection(String path, int answerBytes) {
    this.path = path;
    this.answerBytes = answerBytes;
  }

  /** A message with its prefix, to be sent again and again. */
  static ByteBuf message(byte[] body) {
    byte[] prefix = ByteBuffer.allocate(PREFIX_BYTES).put((byte) 0).putInt(body.length).array();
    return SharedBytes.of(prefix, body);
  }

  void start(Requests newRequests, Answers newAnswers, int callers) {
    requests = newRequests;
    answers = newAnswers;
    for (int i = 0; i < callers; i++) {
      call(System.nanoTime());
    }
    connected().flush();
  }

  /** Sends what should have been sent at {@code dueNs}, from when on it is timed. */
  void send(Requests newRequests, Answers newAnswers, long dueNs) {
    requests = newRequests;
    answers = newAnswers;
    call(dueNs);
    connected().flush();
  }

  @Override
  public void channelActive(ChannelHandlerContext connected) {
    context = connected;
    write(Http2Frames.greeting(connected.alloc().buffer()));
    connected.flush();
  }

  private void call(long sentNs) {
    Call call = new Call(requireNonNull(requests).next(), nextStream, sentNs, streamWindow);
    ByteBuf headers = connected().alloc().buffer().writeZero(Http2Frames.HEAD_BYTES);
    if (nextStream == 1) {
      Http2Frames.firstHeaders(headers, path, "127.0.0.1");
    } else {
      Http2Frames.nextHeaders(headers);
    }
    int end = headers.writerIndex();
    Http2Frames.head(
        headers.writerIndex(0),
        end - Http2Frames.HEAD_BYTES,
        Http2Frames.HEADERS,
        Http2Frames.END_HEADERS,
        call.stream);
    write(headers.writerIndex(end));
    nextStream += 2;
    calls.put(call.stream, call);
    sending.add(call);
    send();
  }

  /** Sends what the server has room for. */
  private void send() {
    for (Call call = sending.peek(); call != null; call = sending.peek()) {
      int left = call.message.readableBytes() - call.sentBytes;
      long room = Math.min(Math.min(window, call.window), Http2Frames.MAX_PAYLOAD_BYTES);
      int count = (int) Math.min(room, left);
      if (count <= 0) {
        return;
      }
      int flags = count == left ? Http2Frames.END_STREAM : Http2Frames.NO_FLAGS;
      ByteBuf head = connected().alloc().buffer(Http2Frames.HEAD_BYTES);
      write(Http2Frames.head(head, count, Http2Frames.DATA, flags, call.stream));
      write(call.message.slice(call.sentBytes, count));
      call.sentBytes += count;
      call.window -= count;
      window -= count;
      if (count == left) {
        sending.remove();
      }
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // a void promise fires what fails at the channel
  private void write(ByteBuf bytes) {
    connected().write(bytes, connected().voidPromise());
  }

  @Override
  protected void decode(ChannelHandlerContext connected, ByteBuf in, List<Object> out) {
    while (in.readableBytes() >= Http2Frames.HEAD_BYTES) {
      int length = in.getUnsignedMedium(in.readerIndex());
      if (in.readableBytes() < Http2Frames.HEAD_BYTES + length) {
        return;
      }
      in.skipBytes(3);
      int type = in.readUnsignedByte();
      int flags = in.readUnsignedByte();
      int stream = in.readInt() & LAST_31_BITS;
      onFrame(type, flags, stream, in.readSlice(length));
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext connected) throws Exception {
    super.channelReadComplete(connected);
    connected.flush();
  }

  private void onFrame(int type, int flags, int stream, ByteBuf payload) {
    boolean ends = (flags & Http2Frames.END_STREAM) != 0;
    switch (type) {
      case Http2Frames.DATA -> onData(stream, payload.readableBytes(), ends);
      case Http2Frames.HEADERS -> {
        if (ends) {
          onEnd(stream);
        }
      }
      case Http2Frames.RST_STREAM -> onEnd(stream);
      case Http2Frames.SETTINGS -> {
        if ((flags & Http2Frames.ACK) == 0) {
          onSettings(payload);
        }
      }
      case Http2Frames.PING -> {
        if ((flags & Http2Frames.ACK) == 0) {
          int length = payload.readableBytes();
          ByteBuf pong = connected().alloc().buffer();
          write(
              Http2Frames.head(pong, length, Http2Frames.PING, Http2Frames.ACK, 0)
                  .writeBytes(payload));
        }
      }
      case Http2Frames.WINDOW_UPDATE -> onRoom(stream, payload.readInt() & LAST_31_BITS);
      case Http2Frames.GOAWAY -> throw new IllegalStateException("the server sent GOAWAY");
      default -> {}
    }
  }

  private void onData(int stream, int bytes, boolean ends) {
    receivedBytes += bytes;
    if (receivedBytes > Http2Frames.OUR_WINDOW_BYTES / 2) {
      write(Http2Frames.windowUpdate(connected().alloc().buffer(), receivedBytes));
      receivedBytes = 0;
    }
    Call call = calls.get(stream);
    if (call != null) {
      call.answerBytes += bytes;
    }
    if (ends) {
      onEnd(stream);
    }
  }

  private void onSettings(ByteBuf settings) {
    while (settings.isReadable()) {
      int name = settings.readUnsignedShort();
      long value = settings.readUnsignedInt();
      if (name == Http2Frames.INITIAL_WINDOW_SIZE) {
        long change = value - streamWindow;
        calls.values().forEach(call -> call.window += change);
        streamWindow = value;
      }
    }
    ByteBuf ack = connected().alloc().buffer();
    write(Http2Frames.head(ack, 0, Http2Frames.SETTINGS, Http2Frames.ACK, 0));
    send();
  }

  private void onRoom(int stream, int bytes) {
    Call call = calls.get(stream);
    if (stream == 0) {
      window += bytes;
    } else if (call != null) {
      call.window += bytes;
    }
    send();
  }

  private void onEnd(int stream) {
    Call call = calls.remove(stream);
    if (call == null) {
      return;
    }
    if (call.sentBytes < call.message.readableBytes()) {
      sending.remove(call);
    }
    requireNonNull(requests).answered(call.message);
    // What is not a good answer has no message, or another one.
    boolean good = call.answerBytes == PREFIX_BYTES + answerBytes;
    if (requireNonNull(answers).answered(call.sentNs, good, answerBytes)) {
      call(System.nanoTime());
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext connected) {
    fail(new ClosedChannelException());
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext connected, Throwable cause) {
    fail(cause);
  }

  private void fail(Throwable cause) {
    Answers running = answers;
    if (running != null) {
      running.fail(cause);
    }
  }

  private ChannelHandlerContext connected() {
    return requireNonNull(context);
  }

  private static final class Call {
    private final ByteBuf message;
    private final int stream;
    private final long sentNs;
    private long window;
    private int sentBytes;
    private long answerBytes;

    Call(ByteBuf message, int stream, long sentNs, long window) {
      this.message = message;
      this.stream = stream;
      this.sentNs = sentNs;
      this.window = window;
    }
  }
}
