package dev.tandem.benchmarks.gpu;

import dev.tandem.benchmarks.figures.Figure;
import java.util.Comparator;
import java.util.List;

/**
 * Rows a second, of the server and of loops with nothing around the model.
 *
 * @param inFlight requests on the way to the server at any time
 */
record GpuFigures(
    String model, int rows, int inFlight, double served, double alone, double paired) {
  static final List<String> HEADER =
      List.of(
          "model",
          "rows a request",
          "in flight",
          "server rows/s",
          "one loop rows/s",
          "two loops rows/s",
          "server of loops %");

  List<String> cells() {
    return List.of(
        model,
        Figure.count(rows),
        Figure.count(inFlight),
        Figure.of(served),
        Figure.of(alone),
        Figure.of(paired),
        Figure.of(100 * served / bare()));
  }

  /** The better of the two. */
  double bare() {
    return Math.max(alone, paired);
  }

  /** What the server gives at its best beside what the loops give at theirs. */
  static String best(String model, List<GpuFigures> all) {
    List<GpuFigures> own = all.stream().filter(each -> each.model.equals(model)).toList();
    GpuFigures server = max(own, Comparator.comparingDouble(GpuFigures::served));
    GpuFigures loops = max(own, Comparator.comparingDouble(GpuFigures::bare));
    return "%s at its best: %s rows/s of the server (%d rows a request), %s of the loops (%d rows): %s %%"
        .formatted(
            model,
            Figure.of(server.served),
            server.rows,
            Figure.of(loops.bare()),
            loops.rows,
            Figure.of(100 * server.served / loops.bare()));
  }

  private static GpuFigures max(List<GpuFigures> all, Comparator<GpuFigures> order) {
    return all.stream().max(order).orElseThrow();
  }
}
