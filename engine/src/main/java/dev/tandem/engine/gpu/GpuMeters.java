package dev.tandem.engine.gpu;

import dev.tandem.engine.gpu.NativeLoader.Opening;
import dev.tandem.engine.gpu.NativeLoader.Opening.Failed;
import dev.tandem.engine.gpu.NativeLoader.Opening.Opened;
import dev.tandem.engine.gpu.Nvml.Device;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads what NVIDIA's GPUs do, and says once in the log of each measure that it cannot be had.
 * Where there is no driver nothing is loaded. One thread reads at a time; a reading may take some
 * milliseconds a GPU.
 */
public final class GpuMeters {
  private static final Logger logger = LoggerFactory.getLogger(GpuMeters.class);

  /** One of them is there where a driver is loaded; the second one under Windows' Linux. */
  private static final List<Path> OF_A_DRIVER =
      List.of(Path.of("/dev/nvidiactl"), Path.of("/dev/dxg"));

  private static final double HUNDREDTHS = 100;
  private static final double THOUSANDTHS = 1000;

  private final GpuProbe probe;
  private final Supplier<NativeLoader> loaders;
  private final Map<String, Long> firstMillijoules = new HashMap<>();
  private final Set<String> failed = new HashSet<>();
  private @Nullable Nvml nvml;
  private boolean started;
  private List<Device> devices = List.of();

  /** A number that a device gives. */
  private interface Measure {
    double take() throws NvmlException;
  }

  /**
   * @param probe whose GPUs are read where it has some; all of the machine's else
   */
  public GpuMeters(GpuProbe probe) {
    this(probe, JnaLoader::new);
  }

  GpuMeters(GpuProbe probe, Supplier<NativeLoader> loaders) {
    this.probe = probe;
    this.loaders = loaders;
  }

  /** Whether a driver is loaded, as far as that can be told without asking it. */
  public static boolean isDriverLoaded() {
    return OF_A_DRIVER.stream().anyMatch(Files::exists);
  }

  public synchronized List<GpuReading> read() {
    if (!started) {
      started = true;
      start();
    }
    Nvml library = nvml;
    return library == null
        ? List.of()
        : devices.stream().map(device -> reading(library, device)).toList();
  }

  private void start() {
    try {
      Opening opening = loaders.get().open(Nvml.LIBRARY);
      if (opening instanceof Opened opened) {
        Nvml library = new Nvml(opened.library());
        library.start();
        devices = visible(library.devices());
        nvml = library;
      } else if (opening instanceof Failed missing) {
        warn(missing.reason());
      }
    } catch (NvmlException | LinkageError | RuntimeException e) {
      warn(String.valueOf(e.getMessage()));
    }
  }

  private static void warn(String reason) {
    logger.warn("There are no metrics of GPUs: {}", reason);
  }

  /** All of them where the driver has none of the names that CUDA has. */
  private List<Device> visible(List<Device> all) {
    Set<String> visible =
        probe.report().driver().gpus().stream().map(Gpu::uuid).collect(Collectors.toSet());
    List<Device> both = all.stream().filter(device -> visible.contains(device.uuid())).toList();
    return both.isEmpty() ? all : both;
  }

  private GpuReading reading(Nvml library, Device device) {
    return new GpuReading(
        device.uuid(),
        measure(device, "utilization", () -> library.utilization(device) / HUNDREDTHS),
        measure(device, "memory", () -> library.memory(device).totalBytes()),
        measure(device, "memory", () -> library.memory(device).usedBytes()),
        measure(device, "power usage", () -> library.powerMilliwatts(device) / THOUSANDTHS),
        measure(device, "power limit", () -> library.powerLimitMilliwatts(device) / THOUSANDTHS),
        measure(device, "energy consumption", () -> joules(library, device)));
  }

  private double joules(Nvml library, Device device) throws NvmlException {
    long now = library.energyMillijoules(device);
    long first = firstMillijoules.computeIfAbsent(device.uuid(), uuid -> now);
    return (now - first) / THOUSANDTHS;
  }

  private OptionalDouble measure(Device device, String name, Measure measure) {
    try {
      return OptionalDouble.of(measure.take());
    } catch (NvmlException e) {
      if (failed.add(device.uuid() + " " + name)) {
        logger.warn("GPU {} does not say its {}: {}", device.uuid(), name, e.getMessage());
      }
      return OptionalDouble.empty();
    }
  }
}
