package dev.tandem.benchmarks.soak;

/** A Prometheus page in text form. */
record MetricsText(String page) {
  /**
   * The sum of all series of a metric, be there labels or not.
   *
   * @throws IllegalArgumentException if the page does not have the metric
   */
  double sum(String metric) {
    boolean found = false;
    double sum = 0;
    for (String line : page.lines().toList()) {
      if (line.startsWith(metric + " ") || line.startsWith(metric + "{")) {
        found = true;
        sum += Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1));
      }
    }
    if (!found) {
      throw new IllegalArgumentException("the metrics page has no " + metric);
    }
    return sum;
  }
}
