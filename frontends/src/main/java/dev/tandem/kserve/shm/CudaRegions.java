package dev.tandem.kserve.shm;

import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ServingException;
import java.util.Optional;

/** What a server without GPUs says of CUDA shared memory: there are no regions. */
public final class CudaRegions {
  private CudaRegions() {}

  /** Throws where one region is meant, since that is not there. */
  public static void requireNone(Optional<String> region) {
    region.ifPresent(
        name -> {
          throw new ServingException(
              Reason.MODEL_NOT_FOUND, "Unable to find cuda shared memory region: '" + name + "'");
        });
  }

  public static ServingException notSupported(String region) {
    return new ServingException(
        Reason.INVALID_REQUEST,
        "failed to register CUDA shared memory region: '" + region + "', GPUs not supported");
  }
}
