package dev.tandem.kserve.grpc;

import dev.tandem.kserve.access.ApiCategory;
import dev.tandem.kserve.access.Restrictions;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/** Refuses calls that lack the header that their part of the API is kept for. */
public final class RestrictedCalls implements ServerInterceptor {
  /** Stands before the key of the command line in the header's name. */
  public static final String HEADER_PREFIX = "triton-grpc-protocol-";

  private final Restrictions restrictions;

  private RestrictedCalls(Restrictions restrictions) {
    this.restrictions = restrictions;
  }

  /** {@code service} as it is where nothing is restricted, which then costs nothing. */
  public static ServerServiceDefinition guard(
      ServerServiceDefinition service, Restrictions restrictions) {
    return restrictions.isEmpty()
        ? service
        : ServerInterceptors.intercept(service, new RestrictedCalls(restrictions));
  }

  @Override
  public <ReqT, RespT> ServerCall.Listener<ReqT> interceptCall(
      ServerCall<ReqT, RespT> call, Metadata headers, ServerCallHandler<ReqT, RespT> next) {
    ApiCategory category = MethodCategories.of(call.getMethodDescriptor());
    String missing =
        category == null
            ? null
            : restrictions.missingHeader(category, name -> header(headers, name));
    if (missing == null) {
      return next.startCall(call, headers);
    }
    call.close(
        Status.UNAVAILABLE.withDescription(
            "This protocol is restricted, expecting header '" + missing + "'"),
        new Metadata());
    return new ServerCall.Listener<>() {};
  }

  private static @Nullable String header(Metadata headers, String name) {
    return headers.get(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER));
  }
}
