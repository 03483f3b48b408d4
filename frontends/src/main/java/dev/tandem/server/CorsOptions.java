package dev.tandem.server;

import static java.util.Objects.requireNonNull;

import dev.tandem.http.AllowedOrigins;

/**
 * Whose scripts may call the server from a browser.
 *
 * @param http the origins that may use everything on the HTTP ports
 * @param tfServing whether any origin may use what is TensorFlow Serving's
 */
public record CorsOptions(AllowedOrigins http, boolean tfServing) {
  public CorsOptions {
    requireNonNull(http, "http");
  }
}
