package dev.tandem.kserve.grpc;

import dev.tandem.kserve.access.ApiCategory;
import dev.tandem.proto.kserve.GRPCInferenceServiceGrpc;
import io.grpc.MethodDescriptor;
import io.grpc.health.v1.HealthGrpc;
import org.jspecify.annotations.Nullable;

/** Which part of the API each method belongs to. */
final class MethodCategories {
  private MethodCategories() {}

  /** Null for a method of another service than those of KServe and health. */
  static @Nullable ApiCategory of(MethodDescriptor<?, ?> method) {
    if (HealthGrpc.SERVICE_NAME.equals(method.getServiceName())) {
      return ApiCategory.HEALTH;
    }
    String name = method.getBareMethodName();
    return name != null && GRPCInferenceServiceGrpc.SERVICE_NAME.equals(method.getServiceName())
        ? ofInference(name)
        : null;
  }

  private static ApiCategory ofInference(String method) {
    return switch (method) {
      case "ServerLive", "ServerReady", "ModelReady" -> ApiCategory.HEALTH;
      case "ServerMetadata", "ModelMetadata" -> ApiCategory.METADATA;
      case "ModelInfer", "ModelStreamInfer" -> ApiCategory.INFERENCE;
      case "ModelConfig" -> ApiCategory.MODEL_CONFIG;
      case "ModelStatistics" -> ApiCategory.STATISTICS;
      case "RepositoryIndex", "RepositoryModelLoad", "RepositoryModelUnload" ->
          ApiCategory.MODEL_REPOSITORY;
      case "SystemSharedMemoryStatus",
          "SystemSharedMemoryRegister",
          "SystemSharedMemoryUnregister",
          "CudaSharedMemoryStatus",
          "CudaSharedMemoryRegister",
          "CudaSharedMemoryUnregister" ->
          ApiCategory.SHARED_MEMORY;
      case "TraceSetting" -> ApiCategory.TRACE;
      case "LogSettings" -> ApiCategory.LOGGING;
      default -> throw new IllegalStateException("a method of no category: " + method);
    };
  }
}
