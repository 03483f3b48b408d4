package dev.tandem.grpc;

import dev.tandem.engine.api.InferCall;
import dev.tandem.engine.api.Reason;
import dev.tandem.engine.tensor.ByteBudget;
import dev.tandem.protobuf.OutgoingMessage;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What goes out on one stream. Any thread adds answers; one at a time passes them on, without the
 * lock, as long as the caller takes them. While answers wait for the caller, no requests are read.
 */
final class StreamAnswers {
  /** How many requests of a stream may be inside at once. */
  static final int MAX_OPEN = 1024;

  /** About what an answer costs beside its bytes. */
  private static final long ANSWER_BYTES = 512;

  private final ServerCall<?, OutgoingStream> call;
  private final ByteBudget unread;
  private final boolean endsAtFailure;

  private final Set<StreamReply> open = new LinkedHashSet<>();
  private final Deque<StreamReply> line = new ArrayDeque<>();
  private final Deque<Answer> ready = new ArrayDeque<>();
  private long bytesInTransport;
  private @Nullable Status end;
  private boolean asks;
  private boolean noMore;
  private Status afterLast = Status.OK;
  private boolean passing;
  private boolean over;

  /** A message that waits, and what it holds of the room. */
  record Answer(OutgoingMessage message, long bytes) {}

  /** The next thing to do with the call: a message, or else its end, or else one more request. */
  private record Step(@Nullable OutgoingMessage message, @Nullable Status end) {}

  StreamAnswers(ServerCall<?, OutgoingStream> call, ByteBudget unread, boolean endsAtFailure) {
    this.call = call;
    this.unread = unread;
    this.endsAtFailure = endsAtFailure;
  }

  /** The place of one more request, behind all others; null where the stream is over. */
  synchronized @Nullable StreamReply open() {
    if (over || end != null) {
      return null;
    }
    StreamReply reply = new StreamReply(this);
    open.add(reply);
    line.add(reply);
    return reply;
  }

  synchronized void setFree(StreamReply reply) {
    reply.free = true;
    line.removeLastOccurrence(reply);
  }

  /** The engine has the request. */
  void started(StreamReply reply, InferCall taken) {
    Reason reason;
    synchronized (this) {
      reply.call = taken;
      reason = reply.givenUp;
    }
    if (reason != null) {
      taken.cancel(reason);
    }
  }

  boolean add(StreamReply reply, OutgoingMessage message, boolean last) {
    long bytes = message.size() + ANSWER_BYTES;
    List<StreamReply> rest;
    synchronized (this) {
      boolean unwanted = isDeaf(reply);
      if (unwanted || !unread.tryReserve(bytes)) {
        message.close();
        return unwanted;
      }
      (reply.free ? ready : reply.held).add(new Answer(message, bytes));
      reply.complete = last;
      rest = advance(reply);
    }
    letGo(rest, Reason.CANCELLED);
    pass();
    return true;
  }

  /** Not counted, as there is but one to a request. */
  void complete(StreamReply reply, @Nullable OutgoingMessage message, @Nullable Status failure) {
    boolean ends = failure != null && endsAtFailure;
    List<StreamReply> rest;
    synchronized (this) {
      boolean unwanted = isDeaf(reply);
      if (message != null && (unwanted || ends)) {
        message.close();
      }
      if (unwanted) {
        return;
      }
      if (ends) {
        reply.end = failure;
      } else if (message != null) {
        (reply.free ? ready : reply.held).add(new Answer(message, 0));
      }
      reply.complete = true;
      rest = advance(reply);
    }
    letGo(rest, Reason.CANCELLED);
    pass();
  }

  private boolean isDeaf(StreamReply reply) {
    return over || end != null || reply.complete;
  }

  /**
   * Lets out what {@code changed} no longer holds back; gives the replies that nobody waits for any
   * more because the stream ends.
   */
  private List<StreamReply> advance(StreamReply changed) {
    if (changed.free && changed.complete) {
      open.remove(changed);
      end = changed.end;
    }
    for (StreamReply first = line.peek(); first != null && end == null; first = line.peek()) {
      ready.addAll(first.held);
      first.held.clear();
      if (!first.complete) {
        break;
      }
      line.remove();
      open.remove(first);
      end = first.end;
    }
    return end == null ? List.of() : takeOpen(Reason.CANCELLED);
  }

  /** One more request may be read. */
  void ask() {
    synchronized (this) {
      asks = true;
    }
    pass();
  }

  /** The caller sends nothing more: the stream ends with its last answer. */
  void noMore() {
    noMore(Status.OK);
  }

  /**
   * Nothing more is read of the caller: the stream ends behind its last answer, with {@code as}.
   */
  void noMore(Status as) {
    synchronized (this) {
      if (!noMore) {
        noMore = true;
        afterLast = as;
      }
    }
    pass();
  }

  /** Does all that can be done now, unless another thread is at it, which then sees to it. */
  void pass() {
    for (Step step = next(false); step != null; step = next(true)) {
      if (step.message() != null) {
        OutgoingStream stream = new OutgoingStream(step.message());
        try {
          call.sendMessage(stream);
        } finally {
          stream.close();
        }
      } else if (step.end() != null) {
        call.close(step.end(), new Metadata());
      } else {
        call.request(1);
      }
    }
  }

  private synchronized @Nullable Step next(boolean mine) {
    if (passing && !mine) {
      return null;
    }
    Step step = over ? null : step();
    passing = step != null;
    return step;
  }

  private @Nullable Step step() {
    if (call.isReady()) {
      // What was sent before is all but out.
      releaseInTransport();
      Answer answer = ready.poll();
      if (answer != null) {
        bytesInTransport = answer.bytes();
        return new Step(answer.message(), null);
      }
    }
    if (!ready.isEmpty()) {
      return null;
    }
    if (end != null || (noMore && open.isEmpty())) {
      over = true;
      return new Step(null, end == null ? afterLast : end);
    }
    if (asks && !noMore && open.size() < MAX_OPEN) {
      asks = false;
      return new Step(null, null);
    }
    return null;
  }

  Status noRoom(int bytes) {
    return NoRoom.status(bytes, unread);
  }

  void giveUp(StreamReply reply, Reason reason) {
    InferCall taken;
    synchronized (this) {
      reply.givenUp = reason;
      taken = reply.call;
    }
    if (taken != null) {
      taken.cancel(reason);
    }
  }

  /** The call is no more: gives up all requests, and back what their answers hold. */
  void abandon(Reason reason) {
    List<Answer> unsent;
    List<StreamReply> rest;
    synchronized (this) {
      over = true;
      unsent = new ArrayList<>(ready);
      ready.clear();
      rest = takeOpen(reason);
      releaseInTransport();
    }
    unsent.forEach(this::drop);
    letGo(rest, reason);
  }

  private void releaseInTransport() {
    if (bytesInTransport > 0) {
      unread.release(bytesInTransport);
      bytesInTransport = 0;
    }
  }

  private List<StreamReply> takeOpen(Reason reason) {
    List<StreamReply> taken = List.copyOf(open);
    open.clear();
    line.clear();
    taken.forEach(reply -> reply.givenUp = reason);
    return taken;
  }

  /** Without the lock, since who is given up answers at once. */
  private void letGo(List<StreamReply> replies, Reason reason) {
    for (StreamReply reply : replies) {
      // Nothing is added any more, so that nobody else touches these.
      reply.held.forEach(this::drop);
      reply.held.clear();
      InferCall taken = reply.call;
      if (taken != null && !reply.complete) {
        taken.cancel(reason);
      }
    }
  }

  private void drop(Answer answer) {
    unread.release(answer.bytes());
    answer.message().close();
  }
}
