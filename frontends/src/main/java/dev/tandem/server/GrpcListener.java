package dev.tandem.server;

import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.unix.UnixChannelOption;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One open gRPC port, on event loops that it shares. */
final class GrpcListener implements AutoCloseable {
  /** Large enough that a tensor of an image's size needs no round trip for more credit. */
  private static final int FLOW_CONTROL_WINDOW_BYTES = 4 << 20;

  private static final long CLOSE_SECONDS = 5;

  private final Server server;

  private GrpcListener(Server server) {
    this.server = server;
  }

  static GrpcListener open(
      ListenerOptions options,
      GrpcOptions grpc,
      Loops loops,
      List<ServerServiceDefinition> services)
      throws StartFailure {
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(new InetSocketAddress(options.address(), options.port()))
            .channelType(loops.channelType())
            .bossEventLoopGroup(loops.acceptors())
            .workerEventLoopGroup(loops.workers())
            // Nothing that a service does blocks, so it may stay on the event loop.
            .directExecutor()
            .maxInboundMessageSize(Integer.MAX_VALUE)
            .flowControlWindow(FLOW_CONTROL_WINDOW_BYTES)
            .keepAliveTime(grpc.keepAliveTime().toMillis(), TimeUnit.MILLISECONDS)
            .keepAliveTimeout(grpc.keepAliveTimeout().toMillis(), TimeUnit.MILLISECONDS)
            .permitKeepAliveTime(grpc.minPingInterval().toMillis(), TimeUnit.MILLISECONDS)
            .permitKeepAliveWithoutCalls(grpc.permitWithoutCalls());
    grpc.maxConnectionAge()
        .ifPresent(age -> builder.maxConnectionAge(age.toMillis(), TimeUnit.MILLISECONDS));
    grpc.maxConnectionAgeGrace()
        .ifPresent(grace -> builder.maxConnectionAgeGrace(grace.toMillis(), TimeUnit.MILLISECONDS));
    if (options.shared()) {
      builder.withOption(UnixChannelOption.SO_REUSEPORT, true);
    }
    services.forEach(builder::addService);
    Server server = builder.build();
    try {
      return new GrpcListener(server.start());
    } catch (IOException e) {
      throw Ports.busy(options, e);
    }
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

  /** The event loops that all listeners share. */
  record Loops(
      EventLoopGroup acceptors,
      EventLoopGroup workers,
      Class<? extends ServerChannel> channelType) {}
}
