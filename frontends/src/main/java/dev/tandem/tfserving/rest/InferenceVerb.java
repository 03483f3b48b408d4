package dev.tandem.tfserving.rest;

import dev.tandem.engine.api.RequestOptions;
import dev.tandem.tfserving.wire.ServableRequest;
import java.nio.ByteBuffer;

/** One of the verbs behind a model's name. */
@FunctionalInterface
interface InferenceVerb {
  /**
   * Reads a body, or refuses it; on whatever thread.
   *
   * @param body on the heap, unchanged until this returns
   * @param release becomes the request's
   */
  RestInference read(
      ByteBuffer body, ServableRequest servable, RequestOptions options, Runnable release);
}
