package dev.tandem.benchmarks.figures;

import java.util.ArrayList;
import java.util.List;

/** Rows of cells below a header; the first column is text, all others are numbers. */
public record FigureTable(List<String> header, List<List<String>> rows) {
  public FigureTable {
    header = List.copyOf(header);
    rows = rows.stream().map(List::copyOf).toList();
    for (List<String> row : rows) {
      if (row.size() != header.size()) {
        throw new IllegalArgumentException(
            "row: %s (expected: %d cells)".formatted(row, header.size()));
      }
    }
  }

  /** Columns of equal width, for a terminal. */
  public String toText() {
    List<List<String>> lines = new ArrayList<>();
    lines.add(header);
    lines.addAll(rows);
    StringBuilder text = new StringBuilder();
    for (List<String> line : lines) {
      for (int column = 0; column < header.size(); column++) {
        text.append(column == 0 ? "" : "  ").append(padded(line.get(column), column));
      }
      text.append('\n');
    }
    return text.toString();
  }

  public String toMarkdown() {
    StringBuilder text = new StringBuilder();
    appendMarkdown(text, header);
    text.append("| ---").append(" | ---:".repeat(header.size() - 1)).append(" |\n");
    rows.forEach(row -> appendMarkdown(text, row));
    return text.toString();
  }

  private static void appendMarkdown(StringBuilder text, List<String> cells) {
    text.append("| ").append(String.join(" | ", cells)).append(" |\n");
  }

  private String padded(String cell, int column) {
    String blanks = " ".repeat(width(column) - cell.length());
    return column == 0 ? cell + blanks : blanks + cell;
  }

  private int width(int column) {
    int width = header.get(column).length();
    for (List<String> row : rows) {
      width = Math.max(width, row.get(column).length());
    }
    return width;
  }
}
