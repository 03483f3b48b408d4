package dev.tandem.server;

import dev.tandem.server.GrpcListener.Connections;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import io.vertx.ext.web.Router;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
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
  private static final String GRPC_NAME = "GRPCInferenceService";
  private static final String TF_GRPC_NAME = "TensorFlow Serving gRPC";
  private static final String TF_REST_NAME = "TensorFlow Serving REST";
  private static final String SOCKET_NAME = "TensorFlow Serving gRPC socket";
  private static final String METRICS = "Prometheus: /metrics";

  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private final List<PortRow> rows = new ArrayList<>();
  private final Vertx vertx;
  private final int eventLoops;
  private final Doors doors;

  private OpenPorts(Vertx vertx, int eventLoops, Doors doors) {
    this.vertx = vertx;
    this.eventLoops = eventLoops;
    this.doors = doors;
  }

  /** Opens every listener that is enabled; where one cannot be opened, none is left open. */
  static OpenPorts open(
      Listeners listeners,
      TransportOptions transport,
      ServerTls tls,
      Doors doors,
      Vertx vertx,
      int eventLoops)
      throws StartFailure {
    OpenPorts ports = new OpenPorts(vertx, eventLoops, doors);
    try {
      ports.grpc(GRPC_NAME, listeners.grpc(), ports.connections(transport.grpc(), tls.grpc()));
      ports.http("HTTPService", listeners.http(), doors.rest(), REST);
      ports.http("Metrics Service", listeners.metrics(), doors.metrics(), METRICS);
      ports.grpc(
          TF_GRPC_NAME, listeners.tfGrpc(), ports.connections(transport.tfGrpc(), tls.tfGrpc()));
      if (transport.socket().isPresent()) {
        ports.socket(transport.socket().get(), transport.tfGrpc(), tls.tfGrpc());
      }
      ports.http(TF_REST_NAME, listeners.tfHttp(), doors.rest(), REST);
      ports.sayAsTfServing();
      return ports;
    } catch (StartFailure | RuntimeException | Error e) {
      ports.close();
      throw e;
    }
  }

  private void grpc(String name, ListenerOptions options, Connections connections)
      throws StartFailure {
    if (options.enabled()) {
      requireShareable(options);
      GrpcListener listener;
      try {
        listener = GrpcListener.open(options, connections, doors.grpc());
      } catch (StartFailure e) {
        goWithout(name, options, e);
        return;
      }
      open.push(listener);
      opened(name, options, listener.port(), speaks(connections.tls()));
    }
  }

  private void socket(Path path, GrpcOptions options, Optional<SslContext> tls)
      throws StartFailure {
    if (!vertx.isNativeTransportEnabled()) {
      throw new StartFailure("--grpc_socket_path: Unix sockets are there on Linux only", 1);
    }
    Connections connections = connections(options, tls, EpollServerDomainSocketChannel.class);
    GrpcListener listener = GrpcListener.open(path, connections, doors.grpc());
    open.push(listener);
    rows.add(new PortRow(SOCKET_NAME, path.toString(), PortRow.NO_PORT, speaks(tls)));
    logger.info("Started {} at {}", SOCKET_NAME, path);
  }

  private Connections connections(GrpcOptions options, Optional<SslContext> tls) {
    return connections(
        options,
        tls,
        vertx.isNativeTransportEnabled()
            ? EpollServerSocketChannel.class
            : NioServerSocketChannel.class);
  }

  private Connections connections(
      GrpcOptions options, Optional<SslContext> tls, Class<? extends ServerChannel> channelType) {
    VertxInternal shared = (VertxInternal) vertx;
    return new Connections(
        options, tls, shared.acceptorEventLoopGroup(), shared.nettyEventLoopGroup(), channelType);
  }

  private static String speaks(Optional<SslContext> tls) {
    return tls.isPresent() ? GRPC + " (TLS)" : GRPC;
  }

  /** Scripts wait for these lines of TensorFlow Serving's log. */
  private void sayAsTfServing() {
    for (PortRow row : rows) {
      if (row.name().equals(TF_GRPC_NAME)) {
        logger.info("Running gRPC ModelServer at {}:{} ...", row.address(), row.port());
      } else if (row.name().equals(TF_REST_NAME)) {
        logger.info("Exporting HTTP/REST API at:localhost:{} ...", row.port());
      }
    }
  }

  private void http(String name, ListenerOptions options, Router router, String speaks)
      throws StartFailure {
    if (options.enabled()) {
      requireShareable(options);
      HttpListener listener;
      try {
        listener = HttpListener.open(options, rows.size() + 1, vertx, eventLoops, router);
      } catch (StartFailure e) {
        goWithout(name, options, e);
        return;
      }
      open.push(listener);
      opened(name, options, listener.port(), speaks);
    }
  }

  /** Who runs TensorFlow Serving's command line beside others does not know of the port. */
  private static void goWithout(String name, ListenerOptions options, StartFailure failure)
      throws StartFailure {
    if (!options.spare()) {
      throw failure;
    }
    logger.warn("{} is not opened: {}", name, failure.getMessage());
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
