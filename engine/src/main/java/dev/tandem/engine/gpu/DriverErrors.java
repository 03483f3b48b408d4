package dev.tandem.engine.gpu;

import java.util.Map;

/** What the driver's start may give. */
final class DriverErrors {
  static final int NO_DEVICE = 100;

  private static final Map<Integer, String> TEXTS =
      Map.of(
          2, "out of memory",
          3, "not initialized",
          34, "a stub library is in the driver's place",
          46, "the device is unavailable",
          101, "invalid device",
          800, "operation not permitted",
          802, "the system is not yet ready",
          803, "the driver and libcuda.so.1 differ in version",
          804, "forward compatibility is not supported on this GPU",
          999, "unknown error");

  private DriverErrors() {}

  static String text(int error) {
    String text = TEXTS.get(error);
    return "error " + error + (text == null ? "" : ", " + text);
  }
}
