package dev.tandem.testing;

import static java.util.concurrent.TimeUnit.SECONDS;

import dev.tandem.engine.tensor.ByteBudget;
import dev.tandem.engine.tensor.NativePool;
import dev.tandem.engine.testkit.FakeEngine;
import dev.tandem.grpc.ParsedRequests;
import dev.tandem.http.BodyMemory;
import dev.tandem.kserve.access.Access;
import dev.tandem.kserve.grpc.HealthService;
import dev.tandem.kserve.grpc.KServeGrpcService;
import dev.tandem.kserve.grpc.RestrictedCalls;
import dev.tandem.kserve.rest.KServeRest;
import dev.tandem.kserve.shm.SharedMemory;
import dev.tandem.kserve.wire.ServerIdentity;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** Both KServe doors on real ports, in front of an engine that does as it is told. */
public final class FakeEngineServer implements AutoCloseable {
  private static final int MAX_BODY_BYTES = 1 << 20;
  private static final int WAIT_SECONDS = 30;

  private final NativePool pool = new NativePool(0);
  private final ByteBudget bodies = new ByteBudget(1 << 22);
  private final FakeEngine engine = new FakeEngine(pool, Runnable::run);
  private final Vertx vertx = Vertx.vertx();
  private final HttpServer http;
  private final Server grpc;

  public FakeEngineServer() throws IOException {
    this(Access.OPEN, Access.OPEN);
  }

  public FakeEngineServer(Access grpcAccess, Access httpAccess) throws IOException {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    ServerIdentity identity = new ServerIdentity("triton", "1");
    Router router = Router.router(vertx);
    new KServeRest(
            vertx,
            engine,
            new BodyMemory(pool, bodies, bodies),
            identity,
            new HeldLog(),
            SharedMemory.OFF,
            httpAccess,
            MAX_BODY_BYTES)
        .mount(router);
    http =
        vertx
            .createHttpServer()
            .requestHandler(router)
            .listen(0, loopback.getHostAddress())
            .toCompletionStage()
            .toCompletableFuture()
            .orTimeout(WAIT_SECONDS, SECONDS)
            .join();
    grpc =
        NettyServerBuilder.forAddress(new InetSocketAddress(loopback, 0))
            .directExecutor()
            .addService(
                RestrictedCalls.guard(
                    ParsedRequests.of(new HealthService(engine), CallRoom.UNBOUNDED),
                    grpcAccess.restrictions()))
            .addService(
                RestrictedCalls.guard(
                    new KServeGrpcService(
                            engine,
                            identity,
                            new HeldLog(),
                            SharedMemory.OFF,
                            grpcAccess.forwarded())
                        .definition(CallRoom.UNBOUNDED),
                    grpcAccess.restrictions()))
            .build()
            .start();
  }

  public FakeEngine engine() {
    return engine;
  }

  /** What the bodies of requests hold that are not answered yet. */
  public long bodyBytes() {
    return bodies.reserved();
  }

  public long openLeases() {
    return pool.openLeases();
  }

  public int httpPort() {
    return http.actualPort();
  }

  public int grpcPort() {
    return grpc.getPort();
  }

  @Override
  public void close() {
    grpc.shutdownNow();
    vertx.close().toCompletionStage().toCompletableFuture().orTimeout(WAIT_SECONDS, SECONDS).join();
  }
}
