package dev.tandem.tfserving.grpc;

import dev.tandem.engine.api.InferenceEngine;
import dev.tandem.engine.tensor.ByteBudget;
import dev.tandem.engine.tensor.NativePool;
import dev.tandem.testing.CallRoom;
import dev.tandem.testing.RawCall;
import dev.tandem.tfserving.config.BasePathConfig;
import dev.tandem.tfserving.config.BasePathReload;
import dev.tandem.tfserving.metrics.CallMetrics;
import dev.tandem.tfserving.wire.InputRoom;
import dev.tandem.tfserving.wire.SignatureLookup;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** Both services on a real port, and a channel to it. */
final class GrpcServer implements AutoCloseable {
  static final int MAX_TENSOR_BYTES = 1 << 20;

  private final Server server;
  private final ManagedChannel channel;

  GrpcServer(InferenceEngine engine, NativePool pool, boolean asTensorContent) throws IOException {
    this(engine, pool, new SignatureLookup(false), asTensorContent);
  }

  GrpcServer(
      InferenceEngine engine, NativePool pool, SignatureLookup signatures, boolean asTensorContent)
      throws IOException {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress(loopback, 0))
            .addService(
                new TfPredictionService(
                        engine,
                        new InputRoom(pool, new ByteBudget(Long.MAX_VALUE), MAX_TENSOR_BYTES),
                        signatures,
                        asTensorContent,
                        new CallMetrics(engine))
                    .definition(CallRoom.UNBOUNDED))
            .addService(new TfModelService(engine, new BasePathReload(engine, BasePathConfig.NONE)))
            .build()
            .start();
    channel =
        NettyChannelBuilder.forAddress(new InetSocketAddress(loopback, server.getPort()))
            .usePlaintext()
            .build();
  }

  ManagedChannel channel() {
    return channel;
  }

  /** Sends {@code request} as it is and gives back the answer's bytes. */
  byte[] call(String fullMethod, byte[] request) {
    return RawCall.send(channel, fullMethod, request);
  }

  @Override
  public void close() {
    channel.shutdownNow();
    server.shutdownNow();
  }
}
