package dev.tandem.tfserving.wire;

import static java.util.Objects.requireNonNull;

import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ServingException;
import dev.tandem.status.TfServingStatus;
import io.grpc.Status;

/** A request that is refused, with the code and the text that TensorFlow Serving gives for it. */
public final class TfServingException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private static final String DEADLINE_TEXT = "Timed out waiting for notification";
  private static final String QUEUE_TIMEOUT_TEXT =
      "Run() timeout exceeded while waiting in batching queue";

  private final Status.Code code;

  public TfServingException(Status.Code code, String text) {
    super(requireNonNull(text, "text"), null, false, false);
    this.code = requireNonNull(code, "code");
  }

  /**
   * @param detail what the one who runs the server is told beside the text
   */
  public TfServingException(Status.Code code, String text, String detail) {
    super(requireNonNull(text, "text"), new IllegalArgumentException(detail), false, false);
    this.code = requireNonNull(code, "code");
  }

  public static TfServingException invalidArgument(String text) {
    return new TfServingException(Status.Code.INVALID_ARGUMENT, text);
  }

  /** A refusal by the engine of a request for {@code servable}. */
  public static TfServingException of(ServingException failure, ServableRequest servable) {
    Reason reason = failure.reason();
    String text =
        switch (reason) {
          case MODEL_NOT_FOUND, VERSION_NOT_FOUND, NO_VERSION_READY, VERSION_NOT_READY ->
              "Servable not found for request: " + servable;
          case DEADLINE_EXCEEDED -> DEADLINE_TEXT;
          case QUEUE_TIMEOUT -> QUEUE_TIMEOUT_TEXT;
          default -> failure.text();
        };
    return new TfServingException(TfServingStatus.code(reason), text);
  }

  public Status.Code code() {
    return code;
  }

  /** The text and its detail, for the log. */
  public String logLine() {
    Throwable detail = getCause();
    return detail == null ? text() : text() + ": " + detail.getMessage();
  }

  public String text() {
    return requireNonNull(getMessage(), "message");
  }
}
