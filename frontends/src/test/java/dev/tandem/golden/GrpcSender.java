package dev.tandem.golden;

import com.google.protobuf.ByteString;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Sends a call with its messages as recorded bytes, all over one channel. */
final class GrpcSender implements AutoCloseable {
  private static final long DEADLINE_SECONDS = 30;

  private final ManagedChannel channel;
  private final Pacer pacer;

  GrpcSender(InetSocketAddress server, Pacer pacer) {
    this.channel =
        ManagedChannelBuilder.forAddress(server.getAddress().getHostAddress(), server.getPort())
            .usePlaintext()
            .maxInboundMessageSize(Integer.MAX_VALUE)
            .build();
    this.pacer = pacer;
  }

  GrpcAnswer send(GrpcRequest request) {
    ClientCall<ByteString, ByteString> call = channel.newCall(method(request), options(request));
    AnswerCollector collector = new AnswerCollector();
    call.start(collector, metadata(request));
    call.request(Integer.MAX_VALUE);
    for (int i = 0; i < request.messages().size(); i++) {
      if (i > 0) {
        pacer.pause(request.gapMillis());
      }
      call.sendMessage(request.messages().get(i));
    }
    call.halfClose();
    GrpcAnswer answer = collector.answer.join();
    // A client of a unary call sees either a message or an error.
    return request.streaming() || answer.isOk()
        ? answer
        : new GrpcAnswer(answer.code(), answer.details(), List.of());
  }

  private static MethodDescriptor<ByteString, ByteString> method(GrpcRequest request) {
    return MethodDescriptor.<ByteString, ByteString>newBuilder()
        .setFullMethodName(request.method().substring(1))
        .setType(request.streaming() ? MethodType.BIDI_STREAMING : MethodType.UNARY)
        .setRequestMarshaller(BytesMarshaller.INSTANCE)
        .setResponseMarshaller(BytesMarshaller.INSTANCE)
        .build();
  }

  private static CallOptions options(GrpcRequest request) {
    CallOptions options = CallOptions.DEFAULT.withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS);
    return request.compression().equals(GrpcRequest.NO_COMPRESSION)
        ? options
        : options.withCompression(request.compression());
  }

  private static Metadata metadata(GrpcRequest request) {
    Metadata metadata = new Metadata();
    request
        .metadata()
        .forEach(
            (name, value) ->
                metadata.put(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER), value));
    return metadata;
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }

  /** Gathers what comes back; only the channel's thread for this call writes it. */
  private static final class AnswerCollector extends ClientCall.Listener<ByteString> {
    private final List<ByteString> messages = new ArrayList<>();
    private final CompletableFuture<GrpcAnswer> answer = new CompletableFuture<>();

    @Override
    public void onMessage(ByteString message) {
      messages.add(message);
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      String details = status.getDescription() == null ? "" : status.getDescription();
      answer.complete(new GrpcAnswer(status.getCode().name(), details, messages));
    }
  }
}
