package dev.tandem.tfserving.rest;

import dev.tandem.engine.api.RequestOptions;
import dev.tandem.http.Body;
import dev.tandem.tfserving.wire.ServableRequest;

/** One of the verbs behind a model's name. */
@FunctionalInterface
interface InferenceVerb {
  /**
   * Reads a body, which becomes the request's, or refuses it; on whatever thread.
   *
   * @param body on the heap, unchanged until this returns
   * @param onLoop whether an event loop is at it; throws {@link
   *     dev.tandem.tfserving.wire.TooMuchForLoop} where it cannot be
   */
  RestInference read(Body body, ServableRequest servable, RequestOptions options, boolean onLoop);
}
