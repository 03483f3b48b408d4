package dev.tandem.http;

import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.tensor.ByteBudget;
import io.vertx.core.http.HttpServerResponse;

/** What the transport holds of whole answers until their clients have read them. */
public final class UnreadAnswers {
  /** In place of what is held. */
  public static final long NO_ROOM = -1;

  /** About what an answer costs beside its body. */
  private static final long ANSWER_BYTES = 512;

  /** Of a client that has read all before it, an answer of no more than this is not counted. */
  private static final long SHORT_BYTES = 16 * 1024;

  private UnreadAnswers() {}

  /**
   * Holds room for a body of {@code bytes} bytes, to be released once it is sent, or tells {@link
   * #NO_ROOM}. On the response's event loop, before the body is sent.
   */
  public static long hold(HttpServerResponse response, long bytes, ByteBudget answers) {
    if (bytes <= SHORT_BYTES && !response.writeQueueFull()) {
      return 0;
    }
    long held = bytes + ANSWER_BYTES;
    return answers.tryReserve(held) ? held : NO_ROOM;
  }

  public static ServingException noRoom(long bytes, ByteBudget answers) {
    return new ServingException(
        Reason.QUEUE_FULL,
        "Exceeds maximum bytes in flight: an answer has "
            + bytes
            + " bytes, and answers that callers have not read hold "
            + answers.reserved()
            + " of "
            + answers.capacity()
            + ". Use --max-in-flight-bytes to increase the limit.");
  }
}
