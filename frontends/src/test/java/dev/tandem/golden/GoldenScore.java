package dev.tandem.golden;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** How many cases of each group came out compatible and exact, per protocol. */
record GoldenScore(List<Row> rows) {
  private static final String HEADER_FORMAT = "%-5s %-24s %6s %11s %6s%n";
  private static final String ROW_FORMAT = "%-5s %-24s %6d %11d %6d%n";

  /** The score of one group, or of all. */
  record Row(String protocol, String group, int cases, int compatible, int exact) {
    double compatibleShare() {
      return cases == 0 ? 1 : (double) compatible / cases;
    }

    private Row plus(Outcome outcome) {
      return new Row(
          protocol,
          group,
          cases + 1,
          compatible + (outcome.compatible() ? 1 : 0),
          exact + (outcome.exact() ? 1 : 0));
    }
  }

  GoldenScore {
    rows = List.copyOf(rows);
  }

  static GoldenScore of(List<Outcome> outcomes) {
    Map<String, Row> rows = new LinkedHashMap<>();
    for (Outcome outcome : outcomes) {
      String protocol = outcome.protocol().name();
      rows.merge(
          protocol + "/" + outcome.group(),
          new Row(protocol, outcome.group(), 0, 0, 0).plus(outcome),
          (before, first) -> before.plus(outcome));
    }
    return new GoldenScore(new ArrayList<>(rows.values()));
  }

  Row total() {
    return new Row(
        "all",
        "",
        rows.stream().mapToInt(Row::cases).sum(),
        rows.stream().mapToInt(Row::compatible).sum(),
        rows.stream().mapToInt(Row::exact).sum());
  }

  String table() {
    StringBuilder table =
        new StringBuilder(HEADER_FORMAT.formatted("", "group", "cases", "compatible", "exact"));
    rows.forEach(row -> table.append(line(row)));
    return table.append(line(total())).toString();
  }

  private static String line(Row row) {
    return ROW_FORMAT.formatted(
        row.protocol().toLowerCase(Locale.ROOT),
        row.group(),
        row.cases(),
        row.compatible(),
        row.exact());
  }
}
