package dev.tandem.golden;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Hands out the recorded cases by their request, each once and in file order. */
final class RecordedCases<R> {
  private final Map<R, Queue<GoldenCase>> byRequest = new HashMap<>();

  RecordedCases(List<GoldenCase> cases, Function<GoldenCase, R> request) {
    for (GoldenCase each : cases) {
      byRequest.computeIfAbsent(request.apply(each), unused -> new ArrayDeque<>()).add(each);
    }
  }

  /** The case that was recorded with the request, or null where none is left. */
  synchronized @Nullable GoldenCase next(R request) {
    Queue<GoldenCase> left = byRequest.get(request);
    return left == null ? null : left.poll();
  }
}
