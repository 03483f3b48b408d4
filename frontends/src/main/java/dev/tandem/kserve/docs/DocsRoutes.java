package dev.tandem.kserve.docs;

import dev.tandem.engine.api.InferenceEngine;
import dev.tandem.kserve.access.ApiCategory;
import dev.tandem.kserve.access.Restrictions;
import dev.tandem.kserve.wire.MessageJson;
import dev.tandem.kserve.wire.ServerIdentity;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;

/** {@code GET /v2/docs/openapi.json} and {@code GET /v2/docs}. */
public final class DocsRoutes {
  private static final String PAGE = "/v2/docs";
  private static final String DOCUMENT = "/v2/docs/openapi.json";

  private final Vertx vertx;
  private final InferenceEngine engine;
  private final ServerIdentity identity;
  private final Restrictions restrictions;
  private final DocsPage page = DocsPage.read();

  /**
   * @param restrictions what keeps the metadata of models also keeps the document, which tells them
   */
  public DocsRoutes(
      Vertx vertx, InferenceEngine engine, ServerIdentity identity, Restrictions restrictions) {
    this.vertx = vertx;
    this.engine = engine;
    this.identity = identity;
    this.restrictions = restrictions;
  }

  public void mount(Router router) {
    router.get(DOCUMENT).handler(context -> document(context.request()));
    router.get(PAGE).handler(context -> page(context.request()));
  }

  /** On a worker, as many models make a long document. */
  private void document(HttpServerRequest request) {
    String missing = restrictions.missingHeader(ApiCategory.METADATA, request::getHeader);
    if (missing != null) {
      request.response().setStatusCode(403);
      send(
          request.response(), "application/json", MessageJson.error(Restrictions.refusal(missing)));
      return;
    }
    vertx
        .executeBlocking(() -> OpenApiDocument.of(engine, identity), false)
        .onSuccess(text -> send(request.response(), "application/json", text))
        .onFailure(failure -> request.response().setStatusCode(500).end());
  }

  private void page(HttpServerRequest request) {
    HttpServerResponse response = request.response();
    response
        .putHeader("Content-Security-Policy", page.policy())
        .putHeader("Referrer-Policy", "no-referrer");
    send(response, "text/html; charset=utf-8", page.html());
  }

  private static void send(HttpServerResponse response, String type, String body) {
    if (response.closed()) {
      return;
    }
    response
        .putHeader(HttpHeaders.CONTENT_TYPE, type)
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache")
        .putHeader("X-Content-Type-Options", "nosniff")
        .end(body);
  }
}
