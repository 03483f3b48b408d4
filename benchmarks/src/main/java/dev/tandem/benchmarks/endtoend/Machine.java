package dev.tandem.benchmarks.endtoend;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.LocalDate;
import java.time.ZoneOffset;

/** The machine in words, without its name. */
public final class Machine {
  private Machine() {}

  public static String describe() {
    OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    return "%s: %d cores, %d GB of memory, %s %s, JDK %s"
        .formatted(
            LocalDate.now(ZoneOffset.UTC),
            system.getAvailableProcessors(),
            Math.round(system.getTotalMemorySize() / 1e9),
            system.getName(),
            system.getArch(),
            Runtime.version());
  }
}
