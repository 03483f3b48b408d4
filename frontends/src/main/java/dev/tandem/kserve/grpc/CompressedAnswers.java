package dev.tandem.kserve.grpc;

import dev.tandem.kserve.access.ApiCategory;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;

/** Compresses the answers of inference for clients that take it. */
public final class CompressedAnswers implements ServerInterceptor {
  private static final String GZIP = "gzip";

  private CompressedAnswers() {}

  public static ServerServiceDefinition of(ServerServiceDefinition service) {
    return ServerInterceptors.intercept(service, new CompressedAnswers());
  }

  @Override
  public <ReqT, RespT> ServerCall.Listener<ReqT> interceptCall(
      ServerCall<ReqT, RespT> call, Metadata headers, ServerCallHandler<ReqT, RespT> next) {
    if (MethodCategories.of(call.getMethodDescriptor()) == ApiCategory.INFERENCE) {
      // gRPC itself leaves it at that where the client does not say that it takes it.
      call.setCompression(GZIP);
      call.setMessageCompression(true);
    }
    return next.startCall(call, headers);
  }
}
