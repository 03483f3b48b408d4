package dev.tandem.benchmarks.soak;

import dev.tandem.benchmarks.figures.Figure;
import dev.tandem.benchmarks.figures.FigureTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;

/** Counts what was asked and how it ended; for any thread. */
final class Tally {
  private static final int KEPT_FAULTS = 20;

  private final Map<RequestKind, LongAdder> started = new ConcurrentHashMap<>();
  private final Map<End, LongAdder> ended = new ConcurrentHashMap<>();
  private final LongAdder callsStarted = new LongAdder();
  private final LongAdder callsEnded = new LongAdder();
  private final LongAdder faultCount = new LongAdder();
  private final Queue<String> faults = new ConcurrentLinkedQueue<>();

  private record End(RequestKind kind, Verdict verdict) {}

  void started(RequestKind kind) {
    started.computeIfAbsent(kind, first -> new LongAdder()).increment();
  }

  void ended(RequestKind kind, Verdict verdict) {
    ended.computeIfAbsent(new End(kind, verdict), first -> new LongAdder()).increment();
  }

  /** A gRPC call begins, of which a request may have several. */
  void callStarted() {
    callsStarted.increment();
  }

  /** The client library says that a call is over. */
  void callEnded() {
    callsEnded.increment();
  }

  void fault(String what) {
    faultCount.increment();
    if (faults.size() < KEPT_FAULTS) {
      faults.add(what);
    }
  }

  long requests() {
    return started.values().stream().mapToLong(LongAdder::sum).sum();
  }

  private long count(RequestKind kind) {
    LongAdder count = started.get(kind);
    return count == null ? 0 : count.sum();
  }

  private long count(RequestKind kind, Verdict verdict) {
    LongAdder count = ended.get(new End(kind, verdict));
    return count == null ? 0 : count.sum();
  }

  /** What is wrong with the counts; empty where nothing is. */
  List<String> troubles() {
    List<String> troubles = new ArrayList<>();
    if (faultCount.sum() > 0) {
      troubles.add(faultCount.sum() + " requests ended wrongly, such as:");
      troubles.addAll(faults);
    }
    if (callsStarted.sum() != callsEnded.sum()) {
      troubles.add(
          "gRPC calls: %d started, %d ended".formatted(callsStarted.sum(), callsEnded.sum()));
    }
    long ends = ended.values().stream().mapToLong(LongAdder::sum).sum() + faultCount.sum();
    if (requests() != ends) {
      troubles.add("requests: %d started, %d ended".formatted(requests(), ends));
    }
    return troubles;
  }

  FigureTable table() {
    List<String> header = new ArrayList<>(List.of("requests", "started"));
    for (Verdict verdict : Verdict.values()) {
      header.add(words(verdict));
    }
    List<List<String>> rows = new ArrayList<>();
    for (RequestKind kind : RequestKind.values()) {
      List<String> row = new ArrayList<>(List.of(words(kind), Figure.count(count(kind))));
      for (Verdict verdict : Verdict.values()) {
        row.add(Figure.count(count(kind, verdict)));
      }
      rows.add(row);
    }
    return new FigureTable(header, rows);
  }

  private static String words(Enum<?> name) {
    return name.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
