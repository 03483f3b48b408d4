package dev.tandem.server;

import dev.tandem.kserve.wire.MessageJson;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerConnection;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One open HTTP port: a server on each event loop, all behind the same socket. */
final class HttpListener implements AutoCloseable {
  private static final Logger logger = LoggerFactory.getLogger(HttpListener.class);
  private static final int MAX_HEADER_BYTES = 64 * 1024;
  private static final int MAX_LINE_BYTES = 16 * 1024;

  /** Bodies are handed on as the socket is read, which is at most so many bytes at a time. */
  private static final int MAX_CHUNK_BYTES = 64 * 1024;

  private static final long WAIT_SECONDS = 10;

  private final Vertx vertx;
  private final String deployment;
  private final int port;

  private HttpListener(Vertx vertx, String deployment, int port) {
    this.vertx = vertx;
    this.deployment = deployment;
    this.port = port;
  }

  /**
   * Opens the port that is asked for.
   *
   * @param number from 1, another one for each listener
   */
  static HttpListener open(
      ListenerOptions options, int number, Vertx vertx, int eventLoops, Router router)
      throws StartFailure {
    // To Vert.x, servers of one negative port share one free port.
    int wanted = options.port() == 0 ? -number : options.port();
    HttpServerOptions http =
        new HttpServerOptions()
            .setHost(options.address())
            .setPort(wanted)
            .setReusePort(options.shared())
            .setMaxHeaderSize(MAX_HEADER_BYTES)
            .setMaxInitialLineLength(MAX_LINE_BYTES)
            .setMaxChunkSize(MAX_CHUNK_BYTES)
            // Nothing here speaks WebSocket, and its handlers would look at every message.
            .setPerFrameWebSocketCompressionSupported(false)
            .setPerMessageWebSocketCompressionSupported(false)
            .setHandle100ContinueAutomatically(true);
    List<HttpServer> servers = new CopyOnWriteArrayList<>();
    Future<String> deployed =
        vertx.deployVerticle(
            () -> new OneLoop(http, router, servers),
            new DeploymentOptions().setInstances(eventLoops));
    try {
      String deployment =
          deployed.toCompletionStage().toCompletableFuture().get(WAIT_SECONDS, TimeUnit.SECONDS);
      return new HttpListener(vertx, deployment, servers.get(0).actualPort());
    } catch (ExecutionException | TimeoutException e) {
      throw Ports.busy(options, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Ports.busy(options, e);
    }
  }

  int port() {
    return port;
  }

  @Override
  public void close() {
    try {
      vertx
          .undeploy(deployment)
          .toCompletionStage()
          .toCompletableFuture()
          .get(WAIT_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("port " + port + " did not close", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static final class OneLoop extends AbstractVerticle {
    private final HttpServerOptions options;
    private final Router router;
    private final List<HttpServer> servers;

    OneLoop(HttpServerOptions options, Router router, List<HttpServer> servers) {
      this.options = options;
      this.router = router;
      this.servers = servers;
    }

    @Override
    public void start(Promise<Void> started) {
      HttpServer server =
          vertx
              .createHttpServer(options)
              .connectionHandler(OneLoop::watch)
              .requestHandler(router)
              .invalidRequestHandler(OneLoop::refuse);
      server.listen().onSuccess(servers::add).<Void>mapEmpty().onComplete(started);
    }

    private static void watch(HttpConnection connection) {
      connection.exceptionHandler(OneLoop::onBroken);
      if (connection instanceof HttpServerConnection server) {
        ChannelHandlerContext vertx = server.channelHandlerContext();
        vertx.pipeline().addBefore(vertx.name(), null, HeapContents.INSTANCE);
      }
    }

    /** By itself Vert.x logs an error where a client merely resets its connection. */
    private static void onBroken(Throwable failure) {
      if (failure instanceof IOException) {
        logger.debug("an HTTP connection broke: {}", failure.getMessage());
      } else {
        logger.warn("an HTTP connection failed", failure);
      }
    }

    /** What is not HTTP, or too much of it, gets an answer in place of a dropped connection. */
    private static void refuse(HttpServerRequest request) {
      Throwable cause = request.decoderResult().cause();
      int status = cause instanceof TooLongHttpLineException ? 414 : 400;
      if (String.valueOf(cause).contains("TooLongHttpHeader")) {
        status = 431;
      }
      request
          .response()
          .setStatusCode(status)
          .putHeader("Content-Type", "application/json")
          .end(
              MessageJson.error(
                  "malformed HTTP request: " + (cause == null ? "" : cause.getMessage())))
          .onComplete(done -> request.connection().close());
    }
  }
}
