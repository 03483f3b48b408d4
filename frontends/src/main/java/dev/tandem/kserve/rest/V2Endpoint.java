package dev.tandem.kserve.rest;

import dev.tandem.kserve.access.ApiCategory;

/**
 * The endpoints under {@code /v2}, each with the methods it takes and the part of the API it
 * belongs to.
 */
enum V2Endpoint {
  SERVER_METADATA(Methods.GET, ApiCategory.METADATA),
  SERVER_LIVE(Methods.GET, ApiCategory.HEALTH),
  SERVER_READY(Methods.GET, ApiCategory.HEALTH),
  MODEL_METADATA(Methods.GET, ApiCategory.METADATA),
  MODEL_READY(Methods.GET, ApiCategory.HEALTH),
  MODEL_CONFIG(Methods.GET, ApiCategory.MODEL_CONFIG),
  MODEL_STATISTICS(Methods.GET, ApiCategory.STATISTICS),
  INFER(Methods.POST, ApiCategory.INFERENCE),
  GENERATE(Methods.POST, ApiCategory.INFERENCE),
  GENERATE_STREAM(Methods.POST, ApiCategory.INFERENCE),
  TRACE_SETTING(Methods.BOTH, ApiCategory.TRACE),
  LOGGING(Methods.BOTH, ApiCategory.LOGGING),
  REPOSITORY_INDEX(Methods.POST, ApiCategory.MODEL_REPOSITORY),
  REPOSITORY_LOAD(Methods.POST, ApiCategory.MODEL_REPOSITORY),
  REPOSITORY_UNLOAD(Methods.POST, ApiCategory.MODEL_REPOSITORY),
  SYSTEM_MEMORY_STATUS(Methods.GET, ApiCategory.SHARED_MEMORY),
  SYSTEM_MEMORY_REGISTER(Methods.POST, ApiCategory.SHARED_MEMORY),
  SYSTEM_MEMORY_UNREGISTER(Methods.POST, ApiCategory.SHARED_MEMORY),
  CUDA_MEMORY_STATUS(Methods.GET, ApiCategory.SHARED_MEMORY),
  CUDA_MEMORY_REGISTER(Methods.POST, ApiCategory.SHARED_MEMORY),
  CUDA_MEMORY_UNREGISTER(Methods.POST, ApiCategory.SHARED_MEMORY);

  private final Methods methods;
  private final ApiCategory category;

  V2Endpoint(Methods methods, ApiCategory category) {
    this.methods = methods;
    this.category = category;
  }

  ApiCategory category() {
    return category;
  }

  boolean takes(String method) {
    return switch (methods) {
      case GET -> method.equals("GET");
      case POST -> method.equals("POST");
      case BOTH -> method.equals("GET") || method.equals("POST");
    };
  }

  private enum Methods {
    GET,
    POST,
    BOTH
  }
}
