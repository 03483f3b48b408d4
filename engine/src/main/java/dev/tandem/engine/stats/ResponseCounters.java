package dev.tandem.engine.stats;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Counts the answers of a decoupled model by their position; any thread may add. */
final class ResponseCounters {
  /** Answers behind so many others are not counted by their position. */
  static final int MAX_POSITIONS = 1024;

  private final Map<Integer, Counter> byIndex = new ConcurrentHashMap<>();

  void succeeded(int index, long startNs, long outputNs, long endNs) {
    if (index < MAX_POSITIONS) {
      Counter counter = counter(index);
      counter.computeInfer.add(outputNs - startNs);
      counter.computeOutput.add(endNs - outputNs);
      counter.success.add(endNs - startNs);
    }
  }

  void ended(int index, long startNs, long endNs) {
    if (index < MAX_POSITIONS) {
      Counter counter = counter(index);
      counter.computeInfer.add(endNs - startNs);
      counter.emptyResponse.add(endNs - startNs);
    }
  }

  void failed(int index, FailureKind kind, long startNs, long endNs) {
    if (index >= MAX_POSITIONS) {
      return;
    }
    Counter counter = counter(index);
    if (kind == FailureKind.CANCELED) {
      counter.cancel.add(endNs - startNs);
    } else {
      counter.computeInfer.add(endNs - startNs);
      counter.fail.add(endNs - startNs);
    }
  }

  private Counter counter(int index) {
    return byIndex.computeIfAbsent(index, position -> new Counter());
  }

  List<ResponseStatistics> snapshot() {
    return byIndex.entrySet().stream()
        .map(entry -> entry.getValue().snapshot(entry.getKey()))
        .sorted(Comparator.comparingInt(ResponseStatistics::index))
        .toList();
  }

  private static final class Counter {
    private final DurationCounter computeInfer = new DurationCounter();
    private final DurationCounter computeOutput = new DurationCounter();
    private final DurationCounter success = new DurationCounter();
    private final DurationCounter fail = new DurationCounter();
    private final DurationCounter emptyResponse = new DurationCounter();
    private final DurationCounter cancel = new DurationCounter();

    ResponseStatistics snapshot(int index) {
      return new ResponseStatistics(
          index,
          computeInfer.total(),
          computeOutput.total(),
          success.total(),
          fail.total(),
          emptyResponse.total(),
          cancel.total());
    }
  }
}
