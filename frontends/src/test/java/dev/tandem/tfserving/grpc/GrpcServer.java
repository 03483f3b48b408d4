package dev.tandem.tfserving.grpc;

import dev.tandem.engine.api.InferenceEngine;
import dev.tandem.engine.tensor.ByteBudget;
import dev.tandem.engine.tensor.NativePool;
import dev.tandem.tfserving.config.BasePathConfig;
import dev.tandem.tfserving.config.BasePathReload;
import dev.tandem.tfserving.example.SerializedExamples;
import dev.tandem.tfserving.inference.ExampleDecoder;
import dev.tandem.tfserving.wire.PredictDecoder;
import dev.tandem.tfserving.wire.SignatureLookup;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ClientCalls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
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
                        new PredictDecoder(pool, MAX_TENSOR_BYTES, SerializedExamples::inputs),
                        new ExampleDecoder(pool, MAX_TENSOR_BYTES),
                        signatures,
                        asTensorContent)
                    .definition(new ByteBudget(Long.MAX_VALUE)))
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
    MethodDescriptor<byte[], byte[]> method =
        MethodDescriptor.<byte[], byte[]>newBuilder()
            .setType(MethodDescriptor.MethodType.UNARY)
            .setFullMethodName(fullMethod)
            .setRequestMarshaller(AsTheyAre.INSTANCE)
            .setResponseMarshaller(AsTheyAre.INSTANCE)
            .build();
    return ClientCalls.blockingUnaryCall(channel, method, CallOptions.DEFAULT, request);
  }

  @Override
  public void close() {
    channel.shutdownNow();
    server.shutdownNow();
  }

  private enum AsTheyAre implements MethodDescriptor.Marshaller<byte[]> {
    INSTANCE;

    @Override
    public InputStream stream(byte[] message) {
      return new ByteArrayInputStream(message);
    }

    @Override
    public byte[] parse(InputStream stream) {
      try {
        return stream.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
