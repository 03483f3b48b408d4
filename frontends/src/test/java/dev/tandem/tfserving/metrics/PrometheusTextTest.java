package dev.tandem.tfserving.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.engine.stats.Histogram;
import dev.tandem.engine.stats.HistogramCounts;
import dev.tandem.tfserving.metrics.Metric.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The format, to the letter. */
class PrometheusTextTest {
  @Test
  void writesCounters() {
    assertThat(
            text(
                "/tensorflow/serving/request_count",
                Kind.COUNTER,
                count(3, "model_name", "m", "status", "OK"),
                count(0, "model_name", "", "status", "NOT_FOUND")))
        .isEqualTo(
            """
            # TYPE :tensorflow:serving:request_count counter
            :tensorflow:serving:request_count{model_name="m",status="OK"} 3
            :tensorflow:serving:request_count{model_name="",status="NOT_FOUND"} 0
            """);
  }

  @Test
  void keepsBracesWhereThereAreNoLabels() {
    assertThat(text("/runs", Kind.COUNTER, count(1)))
        .isEqualTo("# TYPE :runs counter\n:runs{} 1\n");
  }

  @Test
  void writesLargeCountsInFull() {
    assertThat(text("/runs", Kind.COUNTER, count(Long.MAX_VALUE)))
        .endsWith(":runs{} 9223372036854775807\n");
  }

  @Test
  void writesHistogramsWithSumsOfTheirBuckets() {
    HistogramCounts counts =
        new HistogramCounts(List.of(10.0, 1274820.0), List.of(2L, 0L, 1L), 1234567);

    assertThat(
            text(
                "/latency",
                Kind.HISTOGRAM,
                Series.of(new Series.Distribution(counts), "model_name", "m")))
        .isEqualTo(
            """
            # TYPE :latency histogram
            :latency_bucket{model_name="m",le="10"} 2
            :latency_bucket{model_name="m",le="1.27482e+06"} 2
            :latency_bucket{model_name="m",le="+Inf"} 3
            :latency_sum{model_name="m"} 1.23457e+06
            :latency_count{model_name="m"} 3
            """);
  }

  @Test
  void writesHistogramsWithoutLabels() {
    HistogramCounts counts = new HistogramCounts(List.of(1.0), List.of(0L, 0L), 0);

    assertThat(text("/size", Kind.HISTOGRAM, Series.of(new Series.Distribution(counts))))
        .isEqualTo(
            """
            # TYPE :size histogram
            :size_bucket{le="1"} 0
            :size_bucket{le="+Inf"} 0
            :size_sum{} 0
            :size_count{} 0
            """);
  }

  @Test
  void escapesWhatWouldEndALabelOrItsLine() {
    assertThat(text("/a", Kind.COUNTER, count(1, "l", "a\\b\"c\nd")))
        .contains("{l=\"a\\\\b\\\"c\\nd\"}");
  }

  @Test
  void replacesWhatNamesCannotHold() {
    assertThat(text("/a-b.c/d_9", Kind.COUNTER, count(1, "x-y", "1")))
        .isEqualTo("# TYPE :a:b:c:d_9 counter\n:a:b:c:d_9{x_y=\"1\"} 1\n");
  }

  @Test
  void namesMetricsWithoutSeries() {
    assertThat(text("/a", Kind.HISTOGRAM)).isEqualTo("# TYPE :a histogram\n");
  }

  @Test
  void writesTheLimitsOfLatenciesAsTensorFlowServingDoes() {
    Series series =
        Series.of(new Series.Distribution(Histogram.exponential(10, 1.8, 33).snapshot()));

    assertThat(text("/l", Kind.HISTOGRAM, series).lines().map(PrometheusTextTest::limit).toList())
        .startsWith("", "10", "18", "32.4", "58.32", "104.976", "188.957", "340.122", "612.22")
        .containsSubsequence(
            "1102", "1983.59", "3570.47", "6426.84", "11568.3", "20823", "37481.3", "67466.4")
        .containsSubsequence("121440", "218591", "393464", "708235", "1.27482e+06")
        .containsSubsequence("1.47476e+09", "+Inf");
  }

  private static String limit(String line) {
    int at = line.indexOf("le=\"");
    return at < 0 ? "" : line.substring(at + 4, line.indexOf('"', at + 4));
  }

  private static Series count(long value, String... labels) {
    return Series.of(new Series.Count(value), labels);
  }

  private static String text(String path, Kind kind, Series... series) {
    return PrometheusText.of(List.of(new Metric(path, kind, List.of(series))));
  }
}
