package dev.tandem.grpcweb;

import io.grpc.Context;
import io.grpc.Context.CancellableContext;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerMethodDefinition;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.vertx.core.internal.ContextInternal;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A call of gRPC-Web as the methods behind gRPC's own ports know calls. The listener is told on the
 * request's event loop, which alone writes the fields that are not volatile.
 */
final class GrpcWebCall<ReqT, RespT> extends ServerCall<ReqT, RespT> {
  private static final Logger logger = LoggerFactory.getLogger(GrpcWebCall.class);

  private final ServerMethodDefinition<ReqT, RespT> definition;
  private final MethodDescriptor<ReqT, RespT> method;
  private final ContextInternal loop;
  private final CancellableContext context;
  private final CallAnswer answer;
  private final FrameReader frames;
  private final SharedBody body;
  private @Nullable Listener<ReqT> listener;
  private long asked;
  private boolean delivering;
  private boolean halfClosed;
  private boolean over;
  private volatile boolean cancelled;
  private volatile boolean closed;

  GrpcWebCall(
      ServerMethodDefinition<ReqT, RespT> definition,
      ContextInternal loop,
      CancellableContext context,
      CallAnswer answer,
      FrameReader frames,
      SharedBody body) {
    this.definition = definition;
    this.method = definition.getMethodDescriptor();
    this.loop = loop;
    this.context = context;
    this.answer = answer;
    this.frames = frames;
    this.body = body;
  }

  /** Hands the call to its method; from now on, a client that goes away gives it up. */
  void start(Metadata headers) {
    answer.onReady(() -> tell(this::tellReady));
    if (answer.response().closed()) {
      end(false);
      return;
    }
    answer.response().closeHandler(gone -> end(false));
    // Of those who end a context only its deadline leaves the call open.
    context.addListener(ended -> cancel(Status.DEADLINE_EXCEEDED), Runnable::run);
    if (!over) {
      tell(() -> listener = definition.getServerCallHandler().startCall(this, headers));
      deliver();
    }
  }

  private void tellReady() {
    if (listener != null && !over && !closed) {
      listener.onReady();
    }
  }

  @Override
  public void request(int messages) {
    if (loop.inThread() && (listener == null || delivering)) {
      asked += messages;
    } else {
      answer.post(
          () -> {
            asked += messages;
            deliver();
          });
    }
  }

  private void deliver() {
    if (delivering) {
      return;
    }
    delivering = true;
    tell(
        () -> {
          while (listener != null && !over && !halfClosed && deliverNext(listener)) {
            asked--;
          }
        });
    delivering = false;
  }

  /** Whether it was a message that is told; the end of the messages needs no asking. */
  private boolean deliverNext(Listener<ReqT> told) {
    if (asked == 0 && frames.hasNext()) {
      return false;
    }
    ByteBuffer message = frames.next();
    if (message == null) {
      halfClosed = true;
      // From here on only messages that are still in use hold the body.
      body.release();
      told.onHalfClose();
      return false;
    }
    body.hold();
    try (InputStream stream = new MessageStream(message, body::release)) {
      told.onMessage(method.parseRequest(stream));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return true;
  }

  /** Runs what the method does; what it throws ends the call, as on gRPC's own ports. */
  private void tell(Runnable step) {
    Context before = context.attach();
    try {
      step.run();
    } catch (StatusRuntimeException e) {
      cancel(e.getStatus());
    } catch (RuntimeException | Error e) {
      logger.warn("{} failed over gRPC-Web", method.getFullMethodName(), e);
      cancel(Status.UNKNOWN.withDescription("Application error processing RPC"));
    } finally {
      context.detach(before);
    }
  }

  private void cancel(Status status) {
    if (!over) {
      answer.end(status, new Metadata(), sent -> {});
      end(false);
    }
  }

  /** Tells the method the one end that a call has, and gives back what it held. */
  private void end(boolean complete) {
    if (over) {
      return;
    }
    over = true;
    cancelled = !complete;
    if (!halfClosed) {
      body.release();
    }
    Listener<ReqT> told = listener;
    if (told != null) {
      tell(complete ? told::onComplete : told::onCancel);
    }
    context.cancel(null);
  }

  @Override
  public void sendHeaders(Metadata headers) {
    answer.head(headers, !method.getType().serverSendsOneMessage());
  }

  @Override
  public void sendMessage(RespT message) {
    if (cancelled || closed) {
      closeQuietly(method.streamResponse(message));
      return;
    }
    byte[] frame;
    try (InputStream stream = method.streamResponse(message)) {
      frame = FrameWriter.message(stream, answer.framing());
    } catch (IOException | RuntimeException | OutOfMemoryError e) {
      logger.warn("an answer of {} could not be written", method.getFullMethodName(), e);
      close(
          Status.INTERNAL.withDescription("The answer could not be written: " + e), new Metadata());
      return;
    }
    if (method.getType().serverSendsOneMessage()) {
      answer.onlyMessage(frame);
    } else {
      answer.message(frame);
    }
  }

  private static void closeQuietly(InputStream unsent) {
    try {
      unsent.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public boolean isReady() {
    return !closed && answer.isReady();
  }

  @Override
  public void close(Status status, Metadata trailers) {
    if (!closed) {
      closed = true;
      answer.end(status, trailers, this::end);
    }
  }

  @Override
  public boolean isCancelled() {
    return cancelled;
  }

  @Override
  public MethodDescriptor<ReqT, RespT> getMethodDescriptor() {
    return method;
  }
}
