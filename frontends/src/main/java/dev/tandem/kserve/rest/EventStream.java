package dev.tandem.kserve.rest;

import dev.tandem.engine.api.InferResponse;
import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ServingException;
import dev.tandem.http.Abandonment;
import dev.tandem.http.BodyMemory;
import dev.tandem.http.TextWork;
import dev.tandem.http.UnreadAnswers;
import dev.tandem.kserve.wire.EncodedAnswer;
import dev.tandem.kserve.wire.GenerateWriter;
import io.vertx.core.Context;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends answers as server-sent events, as they come and the client reads them. What waits for the
 * client is counted; where there is no room for more, the request is given up. Its fields belong to
 * the request's event loop, but for those that the engine's threads have.
 */
final class EventStream implements GenerateAnswers {
  /** As Triton has it, a stream that begins with a failure of any kind was a bad request. */
  static final int FAILED_STATUS = 400;

  private static final Logger logger = LoggerFactory.getLogger(EventStream.class);
  private static final CharSequence EVENTS =
      HttpHeaders.createOptimized("text/event-stream; charset=utf-8");

  /** About what an answer costs beside its bytes. */
  private static final long ANSWER_BYTES = 512;

  private final HttpServerRequest request;
  private final HttpServerResponse response;
  private final Context context;
  private final BodyMemory memory;
  private final Abandonment abandonment;

  /** The engine's: whether what it brings is not wanted any more. */
  private boolean givenUp;

  private final Deque<Event> line = new ArrayDeque<>();
  private boolean begun;
  private boolean writing;
  private boolean complete;
  private boolean over;

  /** An answer, or why there is none, and what it holds of the room. */
  private record Event(@Nullable InferResponse answer, String failure, long bytes) {}

  EventStream(
      HttpServerRequest request, Context context, BodyMemory memory, Abandonment abandonment) {
    this.request = request;
    this.response = request.response();
    this.context = context;
    this.memory = memory;
    this.abandonment = abandonment;
    post(this::watchClient, () -> {});
  }

  @Override
  public void add(InferResponse answer) {
    long bytes = TextWork.bytes(answer) + ANSWER_BYTES;
    if (givenUp) {
      answer.close();
    } else if (memory.answers().tryReserve(bytes)) {
      take(new Event(answer, "", bytes));
    } else {
      answer.close();
      fail(UnreadAnswers.noRoom(bytes, memory.answers()).text());
      end();
      givenUp = true;
      abandonment.abandon(Reason.CANCELLED);
    }
  }

  @Override
  public void fail(String message) {
    if (!givenUp) {
      take(new Event(null, message, 0));
    }
  }

  @Override
  public void end() {
    if (!givenUp) {
      post(
          () -> {
            complete = true;
            pass();
          },
          () -> {});
    }
  }

  private void take(Event event) {
    post(
        () -> {
          line.add(event);
          pass();
        },
        () -> drop(event));
  }

  private void post(Runnable step, Runnable never) {
    try {
      context.runOnContext(go -> step.run());
    } catch (RejectedExecutionException e) {
      // The event loops are gone, and the connection with them.
      never.run();
    }
  }

  private void watchClient() {
    if (response.closed()) {
      giveUp();
    } else {
      response.closeHandler(gone -> giveUp());
      response.drainHandler(room -> pass());
    }
  }

  private void giveUp() {
    over = true;
    pass();
    abandonment.abandon(Reason.CANCELLED);
  }

  /** Does the next thing that can be done now. */
  private void pass() {
    if (over) {
      line.forEach(this::drop);
      line.clear();
    } else if (!writing && !line.isEmpty() && !response.writeQueueFull()) {
      writing = true;
      Event event = line.remove();
      TextWork.run(context, event.bytes(), () -> write(event), () -> drop(event));
    } else if (!writing && line.isEmpty() && complete) {
      over = true;
      begin(200);
      finish();
    }
  }

  /** Gives what to do on the event loop. */
  private Runnable write(Event event) {
    InferResponse answer = event.answer();
    try {
      if (answer == null) {
        return failed(event, event.failure());
      }
      EncodedAnswer text = GenerateWriter.event(answer, memory.pool());
      return () -> send(event, text, 200);
    } catch (ServingException e) {
      return failed(event, e.text());
    } catch (RuntimeException | Error e) {
      logger.warn("'{}' could not be answered", request.path(), e);
      return failed(event, "internal error: " + e);
    }
  }

  private Runnable failed(Event event, String message) {
    EncodedAnswer text = GenerateWriter.failureEvent(message);
    return () -> send(event, text, FAILED_STATUS);
  }

  private void send(Event event, EncodedAnswer text, int status) {
    writing = false;
    if (over) {
      text.close();
      memory.answers().release(event.bytes());
    } else {
      begin(status);
      Answers.runs(text, response::write)
          .onComplete(done -> memory.answers().release(event.bytes()));
    }
    pass();
  }

  /** The first event decides upon the status. */
  private void begin(int status) {
    if (!begun) {
      begun = true;
      response.setStatusCode(status).putHeader(HttpHeaders.CONTENT_TYPE, EVENTS).setChunked(true);
    }
  }

  private void finish() {
    boolean endsWithConnection = request.version() == HttpVersion.HTTP_1_0;
    response
        .end()
        .onComplete(
            done -> {
              if (endsWithConnection) {
                request.connection().close();
              }
            });
  }

  private void drop(Event event) {
    if (event.answer() != null) {
      event.answer().close();
    }
    memory.answers().release(event.bytes());
  }
}
