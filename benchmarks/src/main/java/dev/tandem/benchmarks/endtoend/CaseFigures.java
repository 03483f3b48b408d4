package dev.tandem.benchmarks.endtoend;

import dev.tandem.benchmarks.figures.Figure;
import java.util.List;

/**
 * A case as it was measured, beside its floors; NaN for what is not known.
 *
 * @param batch rows that a run of the model had on average
 * @param residentMegabytes of the server's process right behind the rounds
 * @param heapBytes allocated on the server's heap for each request
 * @param echoHeapBytes the same of a gRPC server without an engine, with messages as bytes
 * @param ortOneMicros CPU of ONNX Runtime for a row by itself
 * @param ortBatchMicros CPU of ONNX Runtime for a row in a batch of the size that was reached
 * @param generatedMicros CPU of a gRPC server without an engine, with generated messages
 * @param rawMicros CPU of a gRPC server without an engine, with messages as bytes
 */
record CaseFigures(
    String name,
    Round round,
    double batch,
    double residentMegabytes,
    double heapBytes,
    double echoHeapBytes,
    double ortOneMicros,
    double ortBatchMicros,
    double generatedMicros,
    double rawMicros) {
  static final List<String> HEADER =
      List.of(
          "case",
          "CPU µs",
          "req/s",
          "mean µs",
          "p99 µs",
          "failed",
          "answer B",
          "heap B",
          "batch",
          "RSS MB",
          "ORT x1 µs",
          "ORT batch µs",
          "echo msg µs",
          "echo raw µs",
          "echo heap B",
          "over floor");

  CaseFigures withHeapBytes(double value, double echoValue) {
    return new CaseFigures(
        name,
        round,
        batch,
        residentMegabytes,
        value,
        echoValue,
        ortOneMicros,
        ortBatchMicros,
        generatedMicros,
        rawMicros);
  }

  /** The CPU time of the server over that of its parts, which one cannot do without; gRPC only. */
  double overFloor() {
    return round.cpuMicros() / (ortBatchMicros + Math.min(generatedMicros, rawMicros));
  }

  List<String> cells() {
    return List.of(
        name,
        Figure.of(round.cpuMicros()),
        Figure.of(round.requestsPerSecond()),
        Figure.of(round.meanMicros()),
        Figure.of(round.p99Micros()),
        Figure.count(round.failed()),
        Figure.count(Math.round(round.answerBytes())),
        Figure.of(heapBytes),
        Figure.of(batch),
        Figure.of(residentMegabytes),
        Figure.of(ortOneMicros),
        Figure.of(ortBatchMicros),
        Figure.of(generatedMicros),
        Figure.of(rawMicros),
        Figure.of(echoHeapBytes),
        Figure.of(overFloor()));
  }
}
