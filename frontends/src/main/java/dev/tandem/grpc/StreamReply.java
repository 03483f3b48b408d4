package dev.tandem.grpc;

import dev.tandem.engine.api.InferCall;
import dev.tandem.engine.api.Reason;
import dev.tandem.protobuf.OutgoingMessage;
import io.grpc.Status;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The answers to one request of a stream, given by one thread at a time; what comes after the last
 * is dropped. Its fields are the stream's, under whose lock they are.
 */
public final class StreamReply {
  private final StreamAnswers stream;

  /** Answers that wait for those of earlier requests. */
  final Deque<StreamAnswers.Answer> held = new ArrayDeque<>(1);

  /** Whether its answers go out as they come, and not after those of earlier requests. */
  boolean free;

  /** Whether it has had its last answer. */
  boolean complete;

  /** The status that ends the stream in the place of the last answer. */
  @Nullable Status end;

  @Nullable InferCall call;

  /** Why it is given up, if it is. */
  @Nullable Reason givenUp;

  StreamReply(StreamAnswers stream) {
    this.stream = stream;
  }

  /** Lets the answers out as they come; to be called before there are any. */
  public void asTheyCome() {
    stream.setFree(this);
  }

  /**
   * Answers with {@code message}, and closes it, whatever comes of it; false where answers that
   * nobody has read leave no room for it.
   */
  public boolean send(OutgoingMessage message, boolean last) {
    return stream.add(this, message, last);
  }

  /** Ends the answers without one more. */
  public void end() {
    stream.complete(this, null, null);
  }

  /** Answers with {@code message} and nothing more; for requests that were never taken. */
  public void refuse(OutgoingMessage message) {
    stream.complete(this, message, null);
  }

  /**
   * Answers with {@code message} and nothing more, or, where the stream ends at failures, ends it
   * with {@code status}.
   */
  public void fail(OutgoingMessage message, Status status) {
    stream.complete(this, message, status);
  }

  /** What to {@link #fail} with where {@link #send} found no room for an answer. */
  public Status noRoom(int bytes) {
    return stream.noRoom(bytes);
  }

  /** Gives the request up: nobody wants more answers of it. */
  public void giveUp(Reason reason) {
    stream.giveUp(this, reason);
  }
}
