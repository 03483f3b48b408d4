package dev.tandem.kserve.rest;

/** The endpoints under {@code /v2}, each with the methods it takes. */
enum V2Endpoint {
  SERVER_METADATA(Methods.GET),
  SERVER_LIVE(Methods.GET),
  SERVER_READY(Methods.GET),
  MODEL_METADATA(Methods.GET),
  MODEL_READY(Methods.GET),
  MODEL_CONFIG(Methods.GET),
  MODEL_STATISTICS(Methods.GET),
  INFER(Methods.POST),
  GENERATE(Methods.POST),
  GENERATE_STREAM(Methods.POST),
  TRACE_SETTING(Methods.BOTH),
  LOGGING(Methods.BOTH),
  REPOSITORY_INDEX(Methods.POST),
  REPOSITORY_LOAD(Methods.POST),
  REPOSITORY_UNLOAD(Methods.POST),
  SYSTEM_MEMORY_STATUS(Methods.GET),
  SYSTEM_MEMORY_REGISTER(Methods.POST),
  SYSTEM_MEMORY_UNREGISTER(Methods.POST),
  CUDA_MEMORY_STATUS(Methods.GET),
  CUDA_MEMORY_REGISTER(Methods.POST),
  CUDA_MEMORY_UNREGISTER(Methods.POST);

  private final Methods methods;

  V2Endpoint(Methods methods) {
    this.methods = methods;
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
