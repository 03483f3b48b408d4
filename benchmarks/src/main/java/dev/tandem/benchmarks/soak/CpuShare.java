package dev.tandem.benchmarks.soak;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.locks.LockSupport;

/**
 * Keeps this process to a share of the machine, so that the server has the rest: one thread
 * measures, all others wait where too much was used.
 */
final class CpuShare {
  private final OperatingSystemMXBean system =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
  private final double cores;
  private long lastCpuNs = system.getProcessCpuTime();
  private long lastNs = System.nanoTime();
  private long debtNs;
  private volatile long pausedUntilNs = System.nanoTime();

  CpuShare(double cores) {
    this.cores = cores;
  }

  /** To be called several times a second, by one thread. */
  void measure() {
    long cpuNs = system.getProcessCpuTime();
    long nowNs = System.nanoTime();
    debtNs = debtNs(debtNs, cpuNs - lastCpuNs, nowNs - lastNs, cores);
    lastCpuNs = cpuNs;
    lastNs = nowNs;
    pausedUntilNs = nowNs + (long) (debtNs / cores);
  }

  /** What was used beyond the share, what is owed from before included. */
  static long debtNs(long owedNs, long usedNs, long elapsedNs, double cores) {
    return Math.max(0, owedNs + usedNs - (long) (elapsedNs * cores));
  }

  void await() {
    for (long left = pausedUntilNs - System.nanoTime();
        left > 0;
        left = pausedUntilNs - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }
}
