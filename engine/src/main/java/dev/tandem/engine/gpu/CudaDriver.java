package dev.tandem.engine.gpu;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Asks NVIDIA's driver for its devices; makes no context on any, which would take memory there. */
final class CudaDriver {
  private static final int NAME_BYTES = 256;
  private static final int UUID_BYTES = 16;

  private final NativeLibrary library;

  CudaDriver(NativeLibrary library) {
    this.library = library;
  }

  DriverReport report() {
    int version = LibraryVersions.written("cuDriverGetVersion", library);
    int error = library.call("cuInit", 0);
    if (error != 0) {
      return new DriverReport(error, version, List.of());
    }
    int count = LibraryVersions.written("cuDeviceGetCount", library);
    List<Gpu> gpus = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ByteBuffer device = memory(Integer.BYTES);
      if (library.call("cuDeviceGet", device, i) == 0) {
        gpus.add(gpu(i, device.getInt(0)));
      }
    }
    return new DriverReport(0, version, gpus);
  }

  private Gpu gpu(int index, int device) {
    ByteBuffer name = memory(NAME_BYTES);
    boolean hasName = library.call("cuDeviceGetName", name, NAME_BYTES - 1, device) == 0;
    ByteBuffer bytes = memory(Long.BYTES);
    boolean hasBytes = library.call("cuDeviceTotalMem_v2", bytes, device) == 0;
    return new Gpu(
        index,
        hasName ? CStrings.text(name) : "GPU " + index,
        hasBytes ? bytes.getLong(0) : 0,
        uuid(device));
  }

  private String uuid(int device) {
    ByteBuffer bytes = memory(UUID_BYTES).order(ByteOrder.BIG_ENDIAN);
    if (!library.has("cuDeviceGetUuid") || library.call("cuDeviceGetUuid", bytes, device) != 0) {
      return "";
    }
    return "GPU-" + new UUID(bytes.getLong(0), bytes.getLong(Long.BYTES));
  }

  private static ByteBuffer memory(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
  }
}
