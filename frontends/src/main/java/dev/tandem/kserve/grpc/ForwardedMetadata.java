package dev.tandem.kserve.grpc;

import dev.tandem.kserve.access.ForwardedHeaders;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Keeps a call's headers at hand until its request is read, where some are forwarded at all. */
final class ForwardedMetadata implements ServerInterceptor {
  private static final Context.Key<Metadata> HEADERS = Context.key("headers");

  private final ForwardedHeaders forwarded;

  ForwardedMetadata(ForwardedHeaders forwarded) {
    this.forwarded = forwarded;
  }

  /** {@code service} as it is where nothing is forwarded. */
  ServerServiceDefinition around(ServerServiceDefinition service) {
    return forwarded.isEmpty() ? service : ServerInterceptors.intercept(service, this);
  }

  @Override
  public <ReqT, RespT> ServerCall.Listener<ReqT> interceptCall(
      ServerCall<ReqT, RespT> call, Metadata headers, ServerCallHandler<ReqT, RespT> next) {
    return Contexts.interceptCall(
        Context.current().withValue(HEADERS, headers), call, headers, next);
  }

  /** What is forwarded of the current call's headers. */
  Map<String, Object> ofCall() {
    return forwarded.isEmpty() ? Map.of() : forwarded.of(entries(HEADERS.get()));
  }

  /** Those with text for a value; of several of one name the last. */
  private static List<Map.Entry<String, String>> entries(Metadata headers) {
    List<Map.Entry<String, String>> entries = new ArrayList<>();
    for (String name : headers.keys()) {
      String value =
          name.endsWith(Metadata.BINARY_HEADER_SUFFIX)
              ? null
              : headers.get(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER));
      if (value != null) {
        entries.add(Map.entry(name, value));
      }
    }
    return entries;
  }
}
