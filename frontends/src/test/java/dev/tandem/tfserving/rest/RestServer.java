package dev.tandem.tfserving.rest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.engine.api.InferenceEngine;
import dev.tandem.engine.tensor.ByteBudget;
import dev.tandem.engine.tensor.NativePool;
import dev.tandem.http.BodyMemory;
import dev.tandem.tfserving.metrics.CallMetrics;
import dev.tandem.tfserving.wire.SignatureLookup;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The REST door on a real port, behind a router with one more route, and a client for it. */
final class RestServer implements AutoCloseable {
  static final RestOptions OPTIONS =
      new RestOptions(1 << 20, 1 << 22, 30_000, new SignatureLookup(false), false);

  private static final String HOST = InetAddress.getLoopbackAddress().getHostAddress();
  private static final int WAIT_SECONDS = 30;

  /** One event loop, so that what happened before something else is over when that is. */
  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));

  private final HttpClient client = HttpClient.newHttpClient();
  private final HttpServer server;

  RestServer(InferenceEngine engine, NativePool pool, RestOptions options) {
    this(engine, new BodyMemory(pool, new ByteBudget(1 << 24), new ByteBudget(1 << 24)), options);
  }

  RestServer(InferenceEngine engine, BodyMemory memory, RestOptions options) {
    Router router = Router.router(vertx);
    new TfServingRest(vertx, engine, memory, options, new CallMetrics(engine)).mount(router);
    router.route().handler(context -> context.response().setStatusCode(404).end("not /v1"));
    HttpServerOptions http =
        new HttpServerOptions().setHost(HOST).setPort(0).setHandle100ContinueAutomatically(true);
    server = await(vertx.createHttpServer(http).requestHandler(router).listen());
  }

  /** Returns when all that was under way on the event loop has been done. */
  void awaitEventLoop() {
    Promise<Boolean> reached = Promise.promise();
    vertx.runOnContext(go -> reached.complete(true));
    await(reached.future());
  }

  HttpResponse<String> get(String path) {
    return send(request(path).build());
  }

  HttpResponse<String> post(String path, String body) {
    return send(request(path).POST(HttpRequest.BodyPublishers.ofString(body)).build());
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://" + HOST + ":" + server.actualPort() + path));
  }

  HttpResponse<String> send(HttpRequest request) {
    try {
      return client.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** A tilde in {@code text} stands for a space at its end. */
  static void assertRefused(HttpResponse<String> response, int status, String text) {
    assertThat(response.body())
        .isEqualTo("{\n    \"error\": \"" + text.replace('~', ' ') + "\"\n}");
    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(response.headers().allValues("Content-Type")).containsExactly("application/json");
  }

  Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.actualPort());
    socket.setSoTimeout(WAIT_SECONDS * 1000);
    return socket;
  }

  /** Sends {@code text} as it is and gives back all that comes until the server closes. */
  String raw(String text) throws IOException {
    try (Socket socket = connect()) {
      socket.getOutputStream().write(text.getBytes(UTF_8));
      return new String(socket.getInputStream().readAllBytes(), UTF_8);
    }
  }

  @Override
  public void close() {
    await(vertx.close());
  }

  private static <T> T await(Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().get(WAIT_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
