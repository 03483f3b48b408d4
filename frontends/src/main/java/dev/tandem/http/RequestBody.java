package dev.tandem.http;

import dev.tandem.engine.api.ServingException;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.internal.buffer.BufferInternal;
import org.jspecify.annotations.Nullable;

/**
 * Collects the body of a request. Of one that is too large or finds no memory it keeps nothing, and
 * says so once the client has sent all, since many clients read an answer only then. Belongs to the
 * request's event loop.
 */
public final class RequestBody {
  /** More than this no buffer holds. */
  private static final long MAX_BYTES = Integer.MAX_VALUE - 64L;

  private static final long NO_TIMER = -1;

  private final HttpServerRequest request;
  private final Context context;
  private final BodyReceiver receiver;
  private final Body body;

  private final long maxBytes;

  /** Of a body that is going to be too large nothing is kept from the start. */
  private final boolean announcesTooMuch;

  private @Nullable ServingException noRoom;
  private long size;
  private boolean done;
  private long timer = NO_TIMER;

  private RequestBody(
      HttpServerRequest request,
      Context context,
      BodyPlace place,
      BodyMemory memory,
      long maxBytes,
      BodyReceiver receiver) {
    this.request = request;
    this.context = context;
    this.receiver = receiver;
    this.maxBytes = Math.min(maxBytes, MAX_BYTES);
    long announcedBytes = announced(request.getHeader(HttpHeaders.CONTENT_LENGTH));
    announcesTooMuch = announcedBytes > this.maxBytes;
    body = new Body(place, memory, announcedBytes);
  }

  /**
   * Hands {@code receiver} the body or why there is none; neither, where the client goes away
   * before its end or stops sending.
   */
  public static void collect(
      HttpServerRequest request,
      Context context,
      BodyPlace place,
      BodyMemory memory,
      long maxBytes,
      BodyReceiver receiver) {
    RequestBody collector = new RequestBody(request, context, place, memory, maxBytes, receiver);
    request.handler(collector::add);
    request.endHandler(end -> collector.end());
    request.exceptionHandler(gone -> collector.giveUp());
    // Of most requests all has been read by then, and they cost no timer.
    context.runOnContext(soon -> collector.watch(memory.stallTimeout().toMillis(), Long.MIN_VALUE));
  }

  /** 0 for what is not a number of bytes, or not a sane one. */
  private static long announced(@Nullable String header) {
    if (header == null || header.length() > 10) {
      return 0;
    }
    long bytes = 0;
    for (int i = 0; i < header.length(); i++) {
      char digit = header.charAt(i);
      if (digit < '0' || digit > '9') {
        return 0;
      }
      bytes = bytes * 10 + digit - '0';
    }
    return bytes;
  }

  /** Ends a connection on which nothing of the body has come since the last look. */
  private void watch(long timeoutMs, long sizeBefore) {
    if (done) {
      return;
    }
    if (size == sizeBefore) {
      giveUp();
      request.connection().close();
      return;
    }
    long sizeNow = size;
    timer = context.owner().setTimer(timeoutMs, later -> watch(timeoutMs, sizeNow));
  }

  private void finish() {
    done = true;
    if (timer != NO_TIMER) {
      context.owner().cancelTimer(timer);
    }
  }

  private void add(Buffer chunk) {
    if (done) {
      return;
    }
    size += chunk.length();
    if (size > maxBytes) {
      body.close();
    } else if (noRoom == null && !announcesTooMuch) {
      append(chunk);
    }
  }

  private void append(Buffer chunk) {
    try {
      body.append(((BufferInternal) chunk).getByteBuf());
    } catch (ServingException e) {
      body.close();
      noRoom = e;
    }
  }

  private void end() {
    if (done) {
      return;
    }
    finish();
    ServingException refusal = noRoom;
    if (size > maxBytes) {
      receiver.onTooLarge(size);
    } else if (refusal != null) {
      receiver.onNoRoom(refusal);
    } else {
      body.complete();
      receiver.onBody(body);
    }
  }

  private void giveUp() {
    if (!done) {
      finish();
      body.close();
    }
  }
}
