package dev.tandem.benchmarks.endtoend;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** What a process has used up, as far as the system says so; NaN where it does not. */
public final class ProcessUsage {
  private static final double NANOS_PER_MICRO = 1_000;

  private ProcessUsage() {}

  /** User and system time of the whole process in microseconds, in steps of a clock tick. */
  static double cpuMicros(ProcessHandle process) {
    return process
        .info()
        .totalCpuDuration()
        .map(Duration::toNanos)
        .map(nanos -> nanos / NANOS_PER_MICRO)
        .orElse(Double.NaN);
  }

  /** The same without steps, of the threads that are alive; Linux only. */
  static double liveThreadsCpuMicros(ProcessHandle process) {
    try (Stream<Path> threads = Files.list(proc(process).resolve("task"))) {
      long nanos = 0;
      for (Path thread : (Iterable<Path>) threads::iterator) {
        String[] runWaitSlices = Files.readString(thread.resolve("schedstat")).split(" ", -1);
        nanos += Long.parseLong(runWaitSlices[0]);
      }
      return nanos / NANOS_PER_MICRO;
    } catch (IOException e) {
      return Double.NaN;
    }
  }

  /** Linux only. */
  public static double residentMegabytes(ProcessHandle process) {
    try {
      List<String> lines = Files.readAllLines(proc(process).resolve("status"));
      return lines.stream()
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")) / 1024)
          .findFirst()
          .orElse(Double.NaN);
    } catch (IOException e) {
      return Double.NaN;
    }
  }

  /** Open files, sockets among them; Linux only. */
  public static double openFiles(ProcessHandle process) {
    return entries(proc(process).resolve("fd"));
  }

  /** Linux only. */
  public static double threads(ProcessHandle process) {
    return entries(proc(process).resolve("task"));
  }

  private static double entries(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.count();
    } catch (IOException e) {
      return Double.NaN;
    }
  }

  private static Path proc(ProcessHandle process) {
    return Path.of("/proc", Long.toString(process.pid()));
  }
}
