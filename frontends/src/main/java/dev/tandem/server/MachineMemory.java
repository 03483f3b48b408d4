package dev.tandem.server;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** What may be used of the memory of this machine, or of the container around the process. */
final class MachineMemory {
  private static final long LEAST_IN_FLIGHT_BYTES = 1L << 30;

  private MachineMemory() {}

  /** What requests in flight may hold where nobody says: a quarter, but not too little. */
  static long inFlightBytes() {
    return inFlightBytes(totalBytes());
  }

  static long inFlightBytes(long totalBytes) {
    return Math.max(totalBytes / 4, LEAST_IN_FLIGHT_BYTES);
  }

  /** 0 where the JVM does not say. */
  static long totalBytes() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
        ? system.getTotalMemorySize()
        : 0;
  }
}
