package dev.tandem.engine.gpu;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** NVIDIA's library of measures, once it has started. */
final class Nvml {
  static final String LIBRARY = "libnvidia-ml.so.1";

  private static final int UUID_BYTES = 96;

  /** {@code nvmlMemory_v2_t}: version, total, reserved, free, used. */
  private static final int MEMORY_BYTES = 40;

  private static final int MEMORY_VERSION = MEMORY_BYTES | 2 << 24;
  private static final int MEMORY_TOTAL = 8;
  private static final int MEMORY_USED = 32;

  /** {@code nvmlMemory_t} of older drivers: total, free, used. */
  private static final int OLD_MEMORY_TOTAL = 0;

  private static final int OLD_MEMORY_USED = 16;

  private final NativeLibrary library;

  Nvml(NativeLibrary library) {
    this.library = library;
  }

  /** A device, by the handle that the library has for it. */
  record Device(long handle, String uuid) {}

  /** Total and used; what the driver keeps for itself is neither used nor free. */
  record Memory(long totalBytes, long usedBytes) {}

  void start() throws NvmlException {
    ask("nvmlInit_v2");
  }

  /** Those that answer. */
  List<Device> devices() throws NvmlException {
    ByteBuffer count = memory(Integer.BYTES);
    ask("nvmlDeviceGetCount_v2", count);
    List<Device> devices = new ArrayList<>();
    for (int i = 0; i < count.getInt(0); i++) {
      ByteBuffer handle = memory(Long.BYTES);
      ByteBuffer uuid = memory(UUID_BYTES);
      if (library.call("nvmlDeviceGetHandleByIndex_v2", i, handle) == 0
          && library.call("nvmlDeviceGetUUID", handle.getLong(0), uuid, UUID_BYTES) == 0) {
        devices.add(new Device(handle.getLong(0), CStrings.text(uuid)));
      }
    }
    return devices;
  }

  /** In hundredths, of the time since the last sample of the driver, a second at the most. */
  int utilization(Device device) throws NvmlException {
    ByteBuffer rates = memory(2 * Integer.BYTES);
    ask("nvmlDeviceGetUtilizationRates", device.handle, rates);
    return rates.getInt(0);
  }

  Memory memory(Device device) throws NvmlException {
    ByteBuffer memory = memory(MEMORY_BYTES);
    if (library.has("nvmlDeviceGetMemoryInfo_v2")) {
      memory.putInt(0, MEMORY_VERSION);
      ask("nvmlDeviceGetMemoryInfo_v2", device.handle, memory);
      return new Memory(memory.getLong(MEMORY_TOTAL), memory.getLong(MEMORY_USED));
    }
    ask("nvmlDeviceGetMemoryInfo", device.handle, memory);
    return new Memory(memory.getLong(OLD_MEMORY_TOTAL), memory.getLong(OLD_MEMORY_USED));
  }

  int powerMilliwatts(Device device) throws NvmlException {
    return number("nvmlDeviceGetPowerUsage", device);
  }

  int powerLimitMilliwatts(Device device) throws NvmlException {
    return number("nvmlDeviceGetPowerManagementLimit", device);
  }

  /** Since the driver was loaded. */
  long energyMillijoules(Device device) throws NvmlException {
    ByteBuffer energy = memory(Long.BYTES);
    ask("nvmlDeviceGetTotalEnergyConsumption", device.handle, energy);
    return energy.getLong(0);
  }

  private int number(String function, Device device) throws NvmlException {
    ByteBuffer number = memory(Integer.BYTES);
    ask(function, device.handle, number);
    return number.getInt(0);
  }

  private void ask(String function, Object... arguments) throws NvmlException {
    if (!library.has(function)) {
      throw new NvmlException("the driver has no " + function);
    }
    int error = library.call(function, arguments);
    if (error != 0) {
      throw new NvmlException(text(error));
    }
  }

  private static String text(int error) {
    return switch (error) {
      case 3 -> "not supported";
      case 4 -> "no permission";
      case 9 -> "the driver is not loaded";
      case 15 -> "the GPU is lost";
      case 18 -> "the driver and " + LIBRARY + " differ in version";
      default -> "error " + error;
    };
  }

  private static ByteBuffer memory(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
  }
}
