package dev.tandem.grpc;

import dev.tandem.engine.tensor.ByteBudget;
import dev.tandem.protobuf.OutgoingMessage;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * The one answer to a call, which one thread gives; where the call is gone, nothing happens. What
 * the transport holds of it is counted until the caller has taken it all.
 */
public final class UnaryAnswer {
  /** About what a call costs beside its answer. */
  static final long CALL_BYTES = 4096;

  private static final Status GONE = Status.CANCELLED.withDescription("the caller has gone");
  private static final long OVER = -1;

  private final ServerCall<?, OutgoingStream> call;
  private final ByteBudget unread;

  private Consumer<Status.Code> ended = code -> {};

  /** 0 before the answer, its bytes from then on, {@link #OVER} once the call is over. */
  private final AtomicLong unreadBytes = new AtomicLong();

  UnaryAnswer(ServerCall<?, OutgoingStream> call, ByteBudget unread) {
    this.call = call;
    this.unread = unread;
  }

  /** Has {@code told} know how the call is answered; before it is. */
  public void whenEnded(Consumer<Status.Code> told) {
    ended = told;
  }

  /** Answers with {@code message}, and closes it, be the call gone or not. */
  public void send(OutgoingMessage message) {
    OutgoingStream stream = new OutgoingStream(message);
    boolean sent = false;
    try {
      if (!reserve(message.size() + CALL_BYTES)) {
        refuse(NoRoom.status(message.size(), unread));
        return;
      }
      if (!call.isCancelled()) {
        call.sendHeaders(new Metadata());
        // From here on the transport closes the stream, once it has what it needs of it.
        sent = true;
        call.sendMessage(stream);
      }
    } finally {
      if (!sent) {
        stream.close();
      }
    }
    // OK without an answer is a fault of ours to grpc, even where nobody hears it.
    close(sent ? Status.OK : GONE);
  }

  private boolean reserve(long bytes) {
    if (!unread.tryReserve(bytes)) {
      return false;
    }
    if (!unreadBytes.compareAndSet(0, bytes)) {
      unread.release(bytes);
    }
    return true;
  }

  /** The transport holds nothing of the call any more; on whatever thread, before or after. */
  void over() {
    long bytes = unreadBytes.getAndSet(OVER);
    if (bytes > 0) {
      unread.release(bytes);
    }
  }

  public void refuse(Status status) {
    close(status);
  }

  private void close(Status status) {
    ended.accept(status.getCode());
    call.close(status, new Metadata());
  }
}
