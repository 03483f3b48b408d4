package dev.tandem.server;

import dev.tandem.server.GrpcListener.Loops;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import io.vertx.ext.web.Router;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.agrona.CloseHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The open listeners of a server. Every gRPC port speaks both gRPC dialects, and every HTTP port
 * both REST dialects.
 */
final class OpenPorts implements AutoCloseable {
  private static final Logger logger = LoggerFactory.getLogger(OpenPorts.class);
  private static final String GRPC =
      "gRPC: KServe v2/Triton, TensorFlow Serving, health, reflection";
  private static final String REST =
      "REST: KServe v2/Triton under /v2, TensorFlow Serving under /v1; gRPC-Web";
  private static final String METRICS = "Prometheus: /metrics";

  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private final List<PortRow> rows = new ArrayList<>();
  private final Vertx vertx;
  private final int eventLoops;
  private final GrpcOptions grpc;
  private final Doors doors;

  private OpenPorts(Vertx vertx, int eventLoops, GrpcOptions grpc, Doors doors) {
    this.vertx = vertx;
    this.eventLoops = eventLoops;
    this.grpc = grpc;
    this.doors = doors;
  }

  /** Opens every listener that is enabled; where one cannot be opened, none is left open. */
  static OpenPorts open(
      Listeners listeners, GrpcOptions grpc, Doors doors, Vertx vertx, int eventLoops)
      throws StartFailure {
    OpenPorts ports = new OpenPorts(vertx, eventLoops, grpc, doors);
    try {
      ports.grpc("GRPCInferenceService", listeners.grpc());
      ports.http("HTTPService", listeners.http(), doors.rest(), REST);
      ports.http("Metrics Service", listeners.metrics(), doors.metrics(), METRICS);
      ports.grpc("TensorFlow Serving gRPC", listeners.tfGrpc());
      ports.http("TensorFlow Serving REST", listeners.tfHttp(), doors.rest(), REST);
      return ports;
    } catch (StartFailure | RuntimeException | Error e) {
      ports.close();
      throw e;
    }
  }

  private void grpc(String name, ListenerOptions options) throws StartFailure {
    if (options.enabled()) {
      requireShareable(options);
      VertxInternal shared = (VertxInternal) vertx;
      Loops loops =
          new Loops(
              shared.acceptorEventLoopGroup(),
              shared.nettyEventLoopGroup(),
              vertx.isNativeTransportEnabled()
                  ? EpollServerSocketChannel.class
                  : NioServerSocketChannel.class);
      GrpcListener listener = GrpcListener.open(options, grpc, loops, doors.grpc());
      open.push(listener);
      opened(name, options, listener.port(), GRPC);
    }
  }

  private void http(String name, ListenerOptions options, Router router, String speaks)
      throws StartFailure {
    if (options.enabled()) {
      requireShareable(options);
      HttpListener listener =
          HttpListener.open(options, rows.size() + 1, vertx, eventLoops, router);
      open.push(listener);
      opened(name, options, listener.port(), speaks);
    }
  }

  private void requireShareable(ListenerOptions options) throws StartFailure {
    if (options.shared() && !vertx.isNativeTransportEnabled()) {
      throw new StartFailure("port " + options.port() + ": ports are shared on Linux only", 1);
    }
  }

  private void opened(String name, ListenerOptions options, int port, String speaks) {
    rows.add(new PortRow(name, options.address(), port, speaks));
    logger.info("Started {} at {}:{}", name, options.address(), port);
  }

  List<PortRow> rows() {
    return List.copyOf(rows);
  }

  /** Closes what is open, the last first. */
  @Override
  public void close() {
    CloseHelper.closeAll(open);
    open.clear();
  }
}
