package dev.tandem.golden;

import com.google.protobuf.ByteString;
import io.grpc.HandlerRegistry;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerMethodDefinition;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A server that answers each recorded gRPC call as it was recorded, or with what a test makes of
 * that; a call that was not recorded ends in DATA_LOSS, which no recording has.
 */
final class RecordedGrpcServer implements AutoCloseable {
  private static final GrpcAnswer UNRECORDED =
      new GrpcAnswer("DATA_LOSS", "not recorded", List.of());

  private final RecordedCases<Call> cases;
  private final Change<GrpcAnswer> change;
  private final Server server;

  /** What of a call reaches the server. */
  private record Call(
      String method, List<ByteString> messages, Map<String, String> metadata, String compression) {
    static Call of(GoldenCase recorded) {
      GrpcRequest request = ((GrpcExchange) recorded.exchange()).request();
      return new Call(
          request.method(), request.messages(), request.metadata(), request.compression());
    }
  }

  RecordedGrpcServer(List<GoldenCase> cases, Change<GrpcAnswer> change) throws IOException {
    this.cases =
        new RecordedCases<>(
            cases.stream().filter(each -> each.exchange() instanceof GrpcExchange).toList(),
            Call::of);
    this.change = change;
    this.server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .fallbackHandlerRegistry(new AnyMethod())
            .build()
            .start();
  }

  int port() {
    return server.getPort();
  }

  private GrpcAnswer answer(Call call) {
    GoldenCase recorded = cases.next(call);
    if (recorded == null) {
      return UNRECORDED;
    }
    GrpcAnswer answer = ((GrpcExchange) recorded.exchange()).answer();
    return change.change(recorded, answer == null ? UNRECORDED : answer);
  }

  @Override
  public void close() {
    server.shutdownNow();
  }

  /** Serves every method there could be. */
  private final class AnyMethod extends HandlerRegistry {
    @Override
    public ServerMethodDefinition<?, ?> lookupMethod(
        String methodName, @Nullable String authority) {
      MethodDescriptor<ByteString, ByteString> method =
          MethodDescriptor.<ByteString, ByteString>newBuilder()
              .setFullMethodName(methodName)
              .setType(MethodType.BIDI_STREAMING)
              .setRequestMarshaller(BytesMarshaller.INSTANCE)
              .setResponseMarshaller(BytesMarshaller.INSTANCE)
              .build();
      return ServerMethodDefinition.create(
          method,
          (call, headers) -> {
            call.request(Integer.MAX_VALUE);
            return new RecordedCall("/" + methodName, headers, call);
          });
    }
  }

  /** Waits for all that the client sends and then answers. */
  private final class RecordedCall extends ServerCall.Listener<ByteString> {
    private final String method;
    private final Metadata headers;
    private final ServerCall<ByteString, ByteString> call;
    private final List<ByteString> messages = new ArrayList<>();

    private RecordedCall(String method, Metadata headers, ServerCall<ByteString, ByteString> call) {
      this.method = method;
      this.headers = headers;
      this.call = call;
    }

    @Override
    public void onMessage(ByteString message) {
      messages.add(message);
    }

    @Override
    public void onHalfClose() {
      String encoding = Objects.requireNonNullElse(header("grpc-encoding"), "identity");
      GrpcAnswer answer = answer(new Call(method, List.copyOf(messages), ownMetadata(), encoding));
      call.sendHeaders(new Metadata());
      answer.messages().forEach(call::sendMessage);
      call.close(
          Status.fromCode(Status.Code.valueOf(answer.code())).withDescription(answer.details()),
          new Metadata());
    }

    /** The metadata that is the caller's, not the transport's. */
    private Map<String, String> ownMetadata() {
      Map<String, String> own = new HashMap<>();
      for (String name : headers.keys()) {
        String value = header(name);
        if (value != null && (name.startsWith("x-") || name.startsWith("triton"))) {
          own.put(name, value);
        }
      }
      return own;
    }

    private @Nullable String header(String name) {
      return headers.get(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER));
    }
  }
}
