package dev.tandem.tfserving.metrics;

import dev.tandem.engine.stats.HistogramCounts;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Writes metrics as TensorFlow Serving's exporter does. */
final class PrometheusText {
  private static final Pattern NO_NAME = Pattern.compile("[^A-Za-z0-9_]");

  private final StringBuilder page = new StringBuilder();

  private PrometheusText() {}

  static String of(List<Metric> metrics) {
    PrometheusText text = new PrometheusText();
    metrics.forEach(text::write);
    return text.page.toString();
  }

  private void write(Metric metric) {
    String name = NO_NAME.matcher(metric.path()).replaceAll(":");
    page.append("# TYPE ").append(name).append(' ').append(metric.kind().text()).append('\n');
    for (Series series : metric.series()) {
      String labels = labels(series);
      if (series.value() instanceof Series.Count count) {
        line(name, labels, Long.toString(count.value()));
      } else if (series.value() instanceof Series.Distribution distribution) {
        write(name, labels, distribution.counts());
      }
    }
  }

  private void write(String name, String labels, HistogramCounts histogram) {
    String before = labels.isEmpty() ? "" : labels + ",";
    long below = 0;
    for (int i = 0; i < histogram.counts().size(); i++) {
      below += histogram.counts().get(i);
      String limit =
          i < histogram.limits().size() ? SixDigits.of(histogram.limits().get(i)) : "+Inf";
      line(name + "_bucket", before + "le=\"" + limit + "\"", Long.toString(below));
    }
    line(name + "_sum", labels, SixDigits.of((double) histogram.sum()));
    line(name + "_count", labels, Long.toString(below));
  }

  private void line(String name, String labels, String value) {
    page.append(name).append('{').append(labels).append("} ").append(value).append('\n');
  }

  private static String labels(Series series) {
    return series.labels().stream()
        .map(
            label ->
                NO_NAME.matcher(label.name()).replaceAll("_")
                    + "=\""
                    + escaped(label.value())
                    + '"')
        .collect(Collectors.joining(","));
  }

  private static String escaped(String value) {
    return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
  }
}
