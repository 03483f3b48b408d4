package dev.tandem.http;

import dev.tandem.engine.api.ServingException;

/**
 * Who a body is for; told one of these on the request's event loop, once the client has sent all.
 */
public interface BodyReceiver {
  /** Hands over the whole body, which the receiver closes. */
  void onBody(Body body);

  /** The body was larger than is allowed. */
  void onTooLarge(long bytes);

  /** There was no memory for the body. */
  void onNoRoom(ServingException failure);
}
