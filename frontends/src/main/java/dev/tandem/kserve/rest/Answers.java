package dev.tandem.kserve.rest;

import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.tensor.ByteBudget;
import dev.tandem.http.UnreadAnswers;
import dev.tandem.kserve.wire.EncodedAnswer;
import dev.tandem.kserve.wire.MessageJson;
import dev.tandem.status.KServeStatus;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.internal.buffer.BufferInternal;
import java.nio.ByteBuffer;
import java.util.function.Function;

/** Writes the answers that are not inference results. Called on the request's own event loop. */
final class Answers {
  static final CharSequence JSON = HttpHeaders.createOptimized("application/json");

  static final CharSequence BINARY = HttpHeaders.createOptimized("application/octet-stream");

  /** What Triton's HTTP library says of an answer that nobody gave a type. */
  static final CharSequence PLAIN = HttpHeaders.createOptimized("text/plain");

  private Answers() {}

  static void json(HttpServerRequest request, String body) {
    write(request, 200, JSON, body);
  }

  static void empty(HttpServerRequest request) {
    write(request, 200, PLAIN, "");
  }

  static void unhealthy(HttpServerRequest request) {
    write(request, 400, PLAIN, "");
  }

  static void failure(
      HttpServerRequest request,
      ServingException failure,
      String requestId,
      CharSequence contentType) {
    error(
        request,
        KServeStatus.http(failure.reason()),
        KServeStatus.text(failure, requestId),
        contentType);
  }

  static void error(
      HttpServerRequest request, int status, String message, CharSequence contentType) {
    write(request, status, contentType, MessageJson.error(message));
  }

  /**
   * Ends {@code response} with {@code answer} as its body, and closes it; refuses where answers
   * that clients have not read leave no room for it, which then stays the caller's.
   */
  static void end(HttpServerResponse response, EncodedAnswer answer, ByteBudget answers) {
    long held = UnreadAnswers.hold(response, answer.length(), answers);
    if (held == UnreadAnswers.NO_ROOM) {
      throw UnreadAnswers.noRoom(answer.length(), answers);
    }
    Future<Void> sent = runs(answer, response::end);
    if (held > 0) {
      sent.onComplete(done -> answers.release(held));
    }
  }

  /** Hands the runs of {@code answer} to {@code write}, and closes it once they are written. */
  static Future<Void> runs(EncodedAnswer answer, Function<Buffer, Future<Void>> write) {
    ByteBuf bytes = Unpooled.wrappedBuffer(answer.runs().toArray(new ByteBuffer[0]));
    Future<Void> written = write.apply(BufferInternal.buffer(bytes));
    if (!answer.held().isEmpty()) {
      // The transport reads native runs where they are until then.
      written.onComplete(done -> answer.close());
    }
    return written;
  }

  private static void write(
      HttpServerRequest request, int status, CharSequence contentType, String body) {
    HttpServerResponse response = request.response();
    if (response.ended() || response.closed()) {
      return;
    }
    response.setStatusCode(status).putHeader(HttpHeaders.CONTENT_TYPE, contentType);
    if (request.method().equals(HttpMethod.HEAD)) {
      response.end();
    } else {
      response.end(Buffer.buffer(body));
    }
  }
}
