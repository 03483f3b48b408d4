package dev.tandem.engine.schedule;

import dev.tandem.engine.api.InferRequest;
import dev.tandem.engine.api.InferResponse;
import dev.tandem.engine.api.ResponseSink;
import dev.tandem.engine.api.ServingException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells callers what became of their requests: what a caller throws then is logged, and no more.
 */
public final class Callers {
  private static final Logger logger = LoggerFactory.getLogger(Callers.class);

  private Callers() {}

  /** Gives the inputs' memory back. */
  public static void release(InferRequest request) {
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

  public static void answer(
      InferRequest request, ResponseSink sink, InferResponse response, boolean last) {
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

  public static void fail(InferRequest request, ResponseSink sink, ServingException failure) {
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
  public static void refuse(InferRequest request, ResponseSink sink, ServingException failure) {
    release(request);
    fail(request, sink, failure);
  }
}
