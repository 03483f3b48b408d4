package dev.tandem.benchmarks.endtoend;

import dev.tandem.benchmarks.cases.BenchCase;
import dev.tandem.benchmarks.load.Load;
import dev.tandem.benchmarks.load.LoadRun;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What each request of a case costs a process's heap. Asked last: the process listens for JMX from
 * then on, which costs it memory.
 */
final class HeapPerRequest {
  private static final Duration ROUND = Duration.ofMillis(500);

  private HeapPerRequest() {}

  /** Bytes by the name of the case; nothing where the process cannot be asked. */
  static Map<String, Double> measure(
      ProcessHandle process, List<BenchCase> cases, Function<BenchCase, Load> load) {
    Map<String, Double> bytes = new LinkedHashMap<>();
    Optional<HeapCounter> attached = HeapCounter.attach(process);
    if (attached.isPresent()) {
      try (HeapCounter heap = attached.get()) {
        for (BenchCase bench : cases) {
          bytes.put(bench.name(), measure(load.apply(bench), heap));
        }
      }
    }
    return bytes;
  }

  private static double measure(Load opened, HeapCounter heap) {
    try (Load load = opened) {
      load.ask();
      load.run(ROUND.dividedBy(2));
      long before = heap.allocatedBytes();
      LoadRun run = load.run(ROUND);
      return (double) (heap.allocatedBytes() - before) / run.latencies().count();
    }
  }
}
