package dev.tandem.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.Consumer;

/**
 * Collects the body of a request up to a limit. Past the limit it keeps nothing, and reports once
 * the client has sent all, since many clients read an answer only then.
 */
public final class RequestBody {
  private static final int FIRST_CAPACITY_BYTES = 1024;
  private static final int LARGEST_FIRST_CAPACITY_BYTES = 1 << 20;

  private final long maxBytes;
  private Buffer collected;
  private long size;

  private RequestBody(HttpServerRequest request, long maxBytes) {
    this.maxBytes = maxBytes;
    collected = Buffer.buffer(firstCapacity(request));
  }

  /**
   * Calls {@code onBody} with the whole body, or {@code onTooLarge} with the size of one that is
   * larger than {@code maxBytes}; neither, where the client goes away before its end.
   */
  public static void collect(
      HttpServerRequest request,
      long maxBytes,
      Consumer<byte[]> onBody,
      Consumer<Long> onTooLarge) {
    RequestBody body = new RequestBody(request, maxBytes);
    request.handler(body::add);
    request.endHandler(
        end -> {
          if (body.size > maxBytes) {
            onTooLarge.accept(body.size);
          } else {
            onBody.accept(body.collected.getBytes());
          }
        });
    request.exceptionHandler(gone -> {});
  }

  /** What the client announces is believed only so far: memory is taken as bytes arrive. */
  private static int firstCapacity(HttpServerRequest request) {
    String announced = request.getHeader("Content-Length");
    if (announced == null
        || announced.length() > 10
        || !announced.chars().allMatch(Character::isDigit)) {
      return FIRST_CAPACITY_BYTES;
    }
    return (int) Math.min(Long.parseLong("0" + announced), LARGEST_FIRST_CAPACITY_BYTES);
  }

  private void add(Buffer chunk) {
    size += chunk.length();
    if (size <= maxBytes) {
      collected.appendBuffer(chunk);
    } else {
      collected = Buffer.buffer(0);
    }
  }
}
