package dev.tandem.benchmarks.floor;

import dev.tandem.benchmarks.load.RawBytes;
import dev.tandem.proto.kserve.ModelInferRequest;
import dev.tandem.proto.kserve.ModelInferResponse;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ServerCalls;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A grpc-java server that knows its answers beforehand: whatever the request, a method gives the
 * ModelInferResponse that lies in the file of its name. Each is there as messages of the generated
 * classes and as bytes.
 */
public final class EchoServer {
  static final String GENERATED = "echo.Generated";
  static final String RAW = "echo.Raw";
  static final String READY = "port ";
  private static final int FLOW_CONTROL_WINDOW_BYTES = 4 << 20;

  private EchoServer() {}

  /** Takes the folder with the answers; says its port, and serves until the input ends. */
  public static void main(String[] args) throws IOException {
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .bossEventLoopGroup(loops(1))
            .workerEventLoopGroup(loops(Runtime.getRuntime().availableProcessors()))
            .channelType(NioServerSocketChannel.class)
            .directExecutor()
            .maxInboundMessageSize(Integer.MAX_VALUE)
            .flowControlWindow(FLOW_CONTROL_WINDOW_BYTES);
    ServerServiceDefinition.Builder generated = ServerServiceDefinition.builder(GENERATED);
    ServerServiceDefinition.Builder raw = ServerServiceDefinition.builder(RAW);
    for (Path file : files(Path.of(args[0]))) {
      String name = file.getFileName().toString();
      addGenerated(generated, name, ModelInferResponse.parseFrom(Files.readAllBytes(file)));
      addRaw(raw, name, Files.readAllBytes(file));
    }
    Server server = builder.addService(generated.build()).addService(raw.build()).build().start();
    System.out.println(READY + server.getPort());
    while (System.in.read() >= 0) {
      // Whoever started this process closes its input, also by ending.
    }
    server.shutdownNow();
  }

  /** They end with the process's main thread. */
  private static EventLoopGroup loops(int threads) {
    return new MultiThreadIoEventLoopGroup(
        threads, new DefaultThreadFactory("echo", true), NioIoHandler.newFactory());
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }

  private static void addGenerated(
      ServerServiceDefinition.Builder service, String name, ModelInferResponse answer) {
    MethodDescriptor<ModelInferRequest, ModelInferResponse> method =
        MethodDescriptor.<ModelInferRequest, ModelInferResponse>newBuilder()
            .setType(MethodDescriptor.MethodType.UNARY)
            .setFullMethodName(GENERATED + "/" + name)
            .setRequestMarshaller(ProtoUtils.marshaller(ModelInferRequest.getDefaultInstance()))
            .setResponseMarshaller(ProtoUtils.marshaller(ModelInferResponse.getDefaultInstance()))
            .build();
    service.addMethod(
        method,
        ServerCalls.asyncUnaryCall(
            (request, observer) -> {
              // A message of its own for each call, as a server has it: messages keep their sizes.
              observer.onNext(answer.toBuilder().setId(request.getId()).build());
              observer.onCompleted();
            }));
  }

  private static void addRaw(ServerServiceDefinition.Builder service, String name, byte[] answer) {
    service.addMethod(
        RawBytes.method(RAW + "/" + name),
        ServerCalls.asyncUnaryCall(
            (request, observer) -> {
              observer.onNext(answer);
              observer.onCompleted();
            }));
  }
}
