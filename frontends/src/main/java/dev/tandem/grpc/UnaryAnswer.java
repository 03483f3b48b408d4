package dev.tandem.grpc;

import dev.tandem.protobuf.OutgoingMessage;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;

/** The one answer to a call, which one thread gives; where the call is gone, nothing happens. */
public final class UnaryAnswer {
  private static final Status GONE = Status.CANCELLED.withDescription("the caller has gone");

  private final ServerCall<?, OutgoingStream> call;

  UnaryAnswer(ServerCall<?, OutgoingStream> call) {
    this.call = call;
  }

  /** Answers with {@code message}, and closes it, be the call gone or not. */
  public void send(OutgoingMessage message) {
    OutgoingStream stream = new OutgoingStream(message);
    boolean sent = false;
    try {
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
    call.close(sent ? Status.OK : GONE, new Metadata());
  }

  public void refuse(Status status) {
    call.close(status, new Metadata());
  }
}
