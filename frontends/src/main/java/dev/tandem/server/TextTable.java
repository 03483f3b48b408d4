package dev.tandem.server;

import java.util.ArrayList;
import java.util.List;

/** A table for a terminal, with a frame of ASCII signs. */
final class TextTable {
  private TextTable() {}

  static String of(List<String> header, List<List<String>> rows) {
    List<List<String>> lines = new ArrayList<>();
    lines.add(header);
    rows.forEach(row -> lines.add(row.stream().map(TextTable::oneLine).toList()));
    int[] widths = new int[header.size()];
    for (List<String> line : lines) {
      for (int column = 0; column < widths.length; column++) {
        widths[column] = Math.max(widths[column], width(line.get(column)));
      }
    }
    StringBuilder table = new StringBuilder();
    appendRule(table, widths);
    appendLine(table, widths, lines.get(0));
    appendRule(table, widths);
    lines.subList(1, lines.size()).forEach(line -> appendLine(table, widths, line));
    appendRule(table, widths);
    return table.toString();
  }

  private static void appendRule(StringBuilder table, int[] widths) {
    for (int width : widths) {
      table.append('+').append("-".repeat(width + 2));
    }
    table.append("+\n");
  }

  private static void appendLine(StringBuilder table, int[] widths, List<String> line) {
    for (int column = 0; column < widths.length; column++) {
      String cell = line.get(column);
      table.append("| ").append(cell).append(" ".repeat(widths[column] - width(cell) + 1));
    }
    table.append("|\n");
  }

  private static String oneLine(String cell) {
    return cell.strip().replaceAll("\\s*\\R\\s*", " ");
  }

  private static int width(String cell) {
    return cell.codePointCount(0, cell.length());
  }
}
