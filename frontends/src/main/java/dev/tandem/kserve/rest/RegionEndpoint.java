package dev.tandem.kserve.rest;

import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ServingException;
import dev.tandem.kserve.shm.CudaRegions;
import dev.tandem.kserve.shm.SharedMemory;
import dev.tandem.kserve.wire.MessageJson;
import dev.tandem.kserve.wire.RegionJson;
import dev.tandem.kserve.wire.RegionMessages;
import io.vertx.core.http.HttpServerRequest;
import java.nio.ByteBuffer;
import java.util.List;

/** Everything under {@code /v2/systemsharedmemory} and {@code /v2/cudasharedmemory}. */
record RegionEndpoint(SharedMemory memory, JsonExchange bodies) {
  void handle(HttpServerRequest request, V2Route route) {
    bodies.handle(request, body -> answer(route, body));
  }

  private String answer(V2Route route, ByteBuffer body) {
    String region = route.model();
    switch (route.endpoint()) {
      case SYSTEM_MEMORY_STATUS -> {
        return MessageJson.of(memory.status(RegionMessages.named(region)));
      }
      case SYSTEM_MEMORY_REGISTER -> {
        memory.requireAllowed();
        requireRegion(region, "system");
        memory.register(RegionJson.region(region, body));
      }
      case SYSTEM_MEMORY_UNREGISTER -> memory.unregister(RegionMessages.named(region));
      case CUDA_MEMORY_STATUS -> {
        CudaRegions.requireNone(RegionMessages.named(region));
        return MessageJson.of(List.of());
      }
      case CUDA_MEMORY_REGISTER -> {
        memory.requireAllowed();
        requireRegion(region, "cuda");
        throw CudaRegions.notSupported(region);
      }
      case CUDA_MEMORY_UNREGISTER -> memory.requireAllowed();
      default -> throw new IllegalStateException("not about regions: " + route);
    }
    return "";
  }

  private static void requireRegion(String region, String kind) {
    if (region.isEmpty()) {
      throw new ServingException(
          Reason.INVALID_REQUEST,
          "'region name' is necessary to register " + kind + " shared memory region");
    }
  }
}
