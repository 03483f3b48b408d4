package dev.tandem.server;

import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.UnixChannelOption;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** One open gRPC port or Unix socket, on event loops that it shares. */
final class GrpcListener implements AutoCloseable {
  /** Large enough that a tensor of an image's size needs no round trip for more credit. */
  private static final int FLOW_CONTROL_WINDOW_BYTES = 4 << 20;

  private static final long CLOSE_SECONDS = 5;

  private final Server server;

  private GrpcListener(Server server) {
    this.server = server;
  }

  static GrpcListener open(
      ListenerOptions options, Connections connections, List<ServerServiceDefinition> services)
      throws StartFailure {
    InetSocketAddress address = new InetSocketAddress(options.address(), options.port());
    NettyServerBuilder builder = builder(address, connections, services);
    if (options.shared()) {
      builder.withOption(UnixChannelOption.SO_REUSEPORT, true);
    }
    try {
      return new GrpcListener(builder.build().start());
    } catch (IOException e) {
      throw Ports.busy(options, e);
    }
  }

  /** Opens a Unix socket. */
  static GrpcListener open(
      Path path, Connections connections, List<ServerServiceDefinition> services)
      throws StartFailure {
    UnixSocket.clear(path);
    NettyServerBuilder builder =
        builder(new DomainSocketAddress(path.toFile()), connections, services);
    try {
      return new GrpcListener(builder.build().start());
    } catch (IOException e) {
      throw new StartFailure("Socket '" + path + "' cannot be opened: " + e, 1);
    }
  }

  private static NettyServerBuilder builder(
      SocketAddress address, Connections connections, List<ServerServiceDefinition> services) {
    GrpcOptions grpc = connections.options();
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(address)
            .channelType(connections.channelType())
            .bossEventLoopGroup(connections.acceptors())
            .workerEventLoopGroup(connections.workers())
            // Nothing that a service does blocks, so it may stay on the event loop.
            .directExecutor()
            .maxInboundMessageSize(grpc.maxMessageBytes().orElse(Integer.MAX_VALUE))
            .flowControlWindow(FLOW_CONTROL_WINDOW_BYTES)
            .keepAliveTime(grpc.keepAliveTime().toMillis(), TimeUnit.MILLISECONDS)
            .keepAliveTimeout(grpc.keepAliveTimeout().toMillis(), TimeUnit.MILLISECONDS)
            .permitKeepAliveTime(grpc.minPingInterval().toMillis(), TimeUnit.MILLISECONDS)
            .permitKeepAliveWithoutCalls(grpc.permitWithoutCalls());
    grpc.maxConnectionAge()
        .ifPresent(age -> builder.maxConnectionAge(age.toMillis(), TimeUnit.MILLISECONDS));
    grpc.maxConnectionAgeGrace()
        .ifPresent(grace -> builder.maxConnectionAgeGrace(grace.toMillis(), TimeUnit.MILLISECONDS));
    grpc.maxConcurrentCalls().ifPresent(builder::maxConcurrentCallsPerConnection);
    connections.tls().ifPresent(builder::sslContext);
    services.forEach(builder::addService);
    return builder;
  }

  int port() {
    return server.getPort();
  }

  /** Lets calls that run finish for a short while. */
  @Override
  public void close() {
    server.shutdown();
    try {
      if (!server.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
        server.shutdownNow();
      }
    } catch (InterruptedException e) {
      server.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }

  /** How connections are made and kept, on event loops that all listeners share. */
  record Connections(
      GrpcOptions options,
      Optional<SslContext> tls,
      EventLoopGroup acceptors,
      EventLoopGroup workers,
      Class<? extends ServerChannel> channelType) {}
}
