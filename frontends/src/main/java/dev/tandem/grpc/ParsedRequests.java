package dev.tandem.grpc;

import dev.tandem.engine.api.ServingException;
import dev.tandem.http.UnpackedBytes;
import io.grpc.BindableService;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.KnownLength;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.Status;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes a service answer bytes that are not one of its messages with INTERNAL and a reason, as
 * gRPC's C++ servers do; by itself grpc-java says UNKNOWN, as for a fault of the service.
 */
public final class ParsedRequests {
  private static final Unread MALFORMED =
      new Unread(Status.INTERNAL.withDescription("Unable to parse request"));

  /** Stands in for a message that is none, until the listener sees it; no service ever does. */
  private record Unread(Status status) {}

  private ParsedRequests() {}

  public static ServerServiceDefinition of(BindableService service, CallResources resources) {
    return of(service, List.of(), resources);
  }

  /**
   * The methods of {@code byHand}, which see to it themselves, stand in for those of the service.
   */
  public static ServerServiceDefinition of(
      BindableService service, List<ServerMethodDefinition<?, ?>> byHand, CallResources resources) {
    ServerServiceDefinition definition = service.bindService();
    Map<String, ServerMethodDefinition<?, ?>> methods = new LinkedHashMap<>();
    definition
        .getMethods()
        .forEach(method -> methods.put(name(method), lenient(method, resources)));
    byHand.forEach(method -> methods.put(name(method), method));
    ServiceDescriptor.Builder descriptor =
        ServiceDescriptor.newBuilder(definition.getServiceDescriptor().getName())
            .setSchemaDescriptor(definition.getServiceDescriptor().getSchemaDescriptor());
    methods.values().forEach(method -> descriptor.addMethod(method.getMethodDescriptor()));
    ServerServiceDefinition.Builder checked = ServerServiceDefinition.builder(descriptor.build());
    methods.values().forEach(checked::addMethod);
    return checked.build();
  }

  private static String name(ServerMethodDefinition<?, ?> method) {
    return method.getMethodDescriptor().getFullMethodName();
  }

  private static <ReqT, RespT> ServerMethodDefinition<ReqT, RespT> lenient(
      ServerMethodDefinition<ReqT, RespT> method, CallResources resources) {
    MethodDescriptor<ReqT, RespT> descriptor = method.getMethodDescriptor();
    Marshaller<ReqT> requests =
        new LenientMarshaller<>(descriptor.getRequestMarshaller(), resources);
    ServerCallHandler<ReqT, RespT> handler = method.getServerCallHandler();
    return ServerMethodDefinition.create(
        descriptor.toBuilder(requests, descriptor.getResponseMarshaller()).build(),
        (call, headers) -> new RefusingListener<>(call, handler.startCall(call, headers)));
  }

  private record LenientMarshaller<T>(Marshaller<T> strict, CallResources resources)
      implements Marshaller<T> {
    @Override
    public InputStream stream(T message) {
      return strict.stream(message);
    }

    @Override
    @SuppressWarnings(
        "unchecked") // the listener below takes the stand-in out before anyone uses it as a T
    public T parse(InputStream stream) {
      try {
        // What comes compressed does not know what it unpacks to.
        return stream instanceof KnownLength ? strict.parse(stream) : unpacked(stream);
      } catch (UnpackedBytes.TooLarge e) {
        return (T) new Unread(Received.tooLarge(resources.maxUnpackedBytes()));
      } catch (ServingException e) {
        return (T) new Unread(Status.RESOURCE_EXHAUSTED.withDescription(e.text()));
      } catch (RuntimeException | IOException e) {
        return (T) MALFORMED;
      }
    }

    private T unpacked(InputStream stream) throws IOException, UnpackedBytes.TooLarge {
      try (UnpackedBytes whole = new UnpackedBytes(resources.unpacked())) {
        whole.readAll(stream, resources.maxUnpackedBytes());
        ByteBuffer bytes = whole.bytes();
        return strict.parse(
            new ByteArrayInputStream(bytes.array(), bytes.arrayOffset(), bytes.remaining()));
      }
    }
  }

  private static final class RefusingListener<ReqT>
      extends SimpleForwardingServerCallListener<ReqT> {
    private final ServerCall<ReqT, ?> call;
    private boolean refused;

    RefusingListener(ServerCall<ReqT, ?> call, ServerCall.Listener<ReqT> next) {
      super(next);
      this.call = call;
    }

    @Override
    public void onMessage(ReqT message) {
      if (message instanceof Unread unread) {
        refused = true;
        call.close(unread.status(), new Metadata());
      } else if (!refused) {
        super.onMessage(message);
      }
    }

    @Override
    public void onHalfClose() {
      if (!refused) {
        super.onHalfClose();
      }
    }
  }
}
