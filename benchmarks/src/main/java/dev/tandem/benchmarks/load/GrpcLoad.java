package dev.tandem.benchmarks.load;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Unary gRPC calls over a few connections, all on one event loop. */
public final class GrpcLoad implements Load {
  private final Connector connector;
  private final int port;
  private final String method;
  private final byte[] request;
  private final int callersEach;
  private final byte[] answer;
  private final Requests repeated;
  private final List<GrpcConnection> connections = new ArrayList<>();

  /** Throws unless the method answers well. */
  public GrpcLoad(int port, String method, byte[] request, int connections, int perConnection) {
    this.port = port;
    this.method = method;
    this.request = request.clone();
    this.callersEach = perConnection;
    this.answer = ask();
    this.connector = new Connector(port);
    this.repeated = Requests.repeating(GrpcConnection.message(request));
    for (int i = 0; i < connections; i++) {
      GrpcConnection connection = new GrpcConnection("/" + method, answer.length);
      connector.connect(connection);
      this.connections.add(connection);
    }
  }

  /** With a client library, which says what is wrong. */
  @Override
  public byte[] ask() {
    ManagedChannel channel =
        NettyChannelBuilder.forAddress("127.0.0.1", port)
            .usePlaintext()
            .maxInboundMessageSize(Integer.MAX_VALUE)
            .build();
    try {
      return ClientCalls.blockingUnaryCall(
          channel, RawBytes.method(method), CallOptions.DEFAULT, request);
    } finally {
      channel.shutdownNow();
    }
  }

  @Override
  public LoadRun run(Duration duration) {
    return run(repeated, duration);
  }

  /** Sends others, whose answers are as long as that of the one that this was made for. */
  LoadRun run(Requests requests, Duration duration) {
    ClosedLoop loop = new ClosedLoop(connections.size() * callersEach, duration, requests::hasNext);
    connector.execute(
        () -> connections.forEach(connection -> connection.start(requests, loop, callersEach)));
    return loop.await();
  }

  /** Sends so many a second in equal steps, whatever becomes of those before. */
  public PacedRun run(Duration duration, int perSecond) {
    return new OpenLoop(connector, connections, repeated, duration, perSecond).run();
  }

  @Override
  public void close() {
    connector.close();
  }
}
