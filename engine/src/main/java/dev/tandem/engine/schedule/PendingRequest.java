package dev.tandem.engine.schedule;

import dev.tandem.engine.api.InferRequest;
import dev.tandem.engine.api.InferResponse;
import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ResponseSink;
import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.stats.FailureKind;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A request that a model has taken, on its way to exactly one last answer. Belongs to the thread
 * that offers it until it is in the inbox, and then to the runner that takes it out.
 */
final class PendingRequest {
  private static final Logger logger = LoggerFactory.getLogger(PendingRequest.class);

  private final InferRequest request;
  private final ResponseSink sink;
  private final int rows;
  private final long arrivedNs;
  private boolean released;
  private boolean answered;

  PendingRequest(InferRequest request, ResponseSink sink, int rows, long arrivedNs) {
    this.request = request;
    this.sink = sink;
    this.rows = rows;
    this.arrivedNs = arrivedNs;
  }

  InferRequest request() {
    return request;
  }

  int rows() {
    return rows;
  }

  long arrivedNs() {
    return arrivedNs;
  }

  boolean isAnswered() {
    return answered;
  }

  /** Gives the inputs' memory back to the caller: nobody reads them any more. */
  void release() {
    if (!released) {
      released = true;
      try {
        request.release().run();
      } catch (RuntimeException | Error e) {
        logger.error(
            "model '{}': releasing the inputs of request '{}' failed",
            request.model().name(),
            request.id(),
            e);
      }
    }
  }

  void respond(InferResponse response, boolean last) {
    if (answered) {
      response.close();
      logger.error("model '{}': an answer after the last one, dropped", request.model().name());
      return;
    }
    answered = last;
    try {
      sink.onResponse(response, last);
    } catch (RuntimeException | Error e) {
      logger.error(
          "model '{}': writing the answer to request '{}' failed",
          request.model().name(),
          request.id(),
          e);
    }
  }

  void fail(ServingException failure) {
    release();
    if (answered) {
      logger.error("model '{}': failed after its last answer", request.model().name(), failure);
      return;
    }
    answered = true;
    try {
      sink.onFailure(failure);
    } catch (RuntimeException | Error e) {
      logger.error(
          "model '{}': writing the failure of request '{}' failed",
          request.model().name(),
          request.id(),
          e);
    }
  }

  /** Answers a request that no model has taken. */
  static void refuse(InferRequest request, ResponseSink sink, ServingException failure) {
    new PendingRequest(request, sink, 0, 0).fail(failure);
  }

  static FailureKind kindOf(Reason reason) {
    return switch (reason) {
      case QUEUE_TIMEOUT -> FailureKind.REJECTED;
      case CANCELLED, DEADLINE_EXCEEDED -> FailureKind.CANCELED;
      case EXECUTION_FAILED, OUT_OF_MEMORY -> FailureKind.BACKEND;
      case INVALID_REQUEST,
          MALFORMED_BODY,
          INVALID_TENSOR,
          MODEL_NOT_FOUND,
          VERSION_NOT_FOUND,
          NO_VERSION_READY,
          VERSION_NOT_READY,
          ALREADY_EXISTS,
          UNSUPPORTED,
          QUEUE_FULL,
          STOPPING,
          INTERNAL ->
          FailureKind.OTHER;
    };
  }
}
