package dev.tandem.kserve.wire;

import dev.tandem.kserve.shm.RegionInfo;
import dev.tandem.kserve.shm.SharedMemory;
import dev.tandem.proto.kserve.SystemSharedMemoryRegisterRequest;
import dev.tandem.proto.kserve.SystemSharedMemoryStatusResponse;
import dev.tandem.proto.kserve.SystemSharedMemoryStatusResponse.RegionStatus;
import java.util.Optional;

/** Reads and makes the messages about regions of shared memory. */
public final class RegionMessages {
  private RegionMessages() {}

  /** One region, where a message names it; all where the name is empty. */
  public static Optional<String> named(String name) {
    return name.isEmpty() ? Optional.empty() : Optional.of(name);
  }

  public static RegionInfo region(SystemSharedMemoryRegisterRequest request) {
    return new RegionInfo(
        request.getName(), request.getKey(), request.getOffset(), request.getByteSize());
  }

  public static SystemSharedMemoryStatusResponse status(SharedMemory memory, String name) {
    SystemSharedMemoryStatusResponse.Builder message =
        SystemSharedMemoryStatusResponse.newBuilder();
    for (RegionInfo region : memory.status(named(name))) {
      message.putRegions(
          region.name(),
          RegionStatus.newBuilder()
              .setName(region.name())
              .setKey(region.key())
              .setOffset(region.offset())
              .setByteSize(region.byteSize())
              .build());
    }
    return message.build();
  }
}
