package dev.tandem.benchmarks.figures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class FigureTableTest {
  private static final FigureTable TABLE =
      new FigureTable(
          List.of("case", "µs"), List.of(List.of("small", "1.50"), List.of("large", "12,345")));

  @Test
  void textHasColumnsOfEqualWidth() {
    assertThat(TABLE.toText())
        .isEqualTo(
            """
            case       µs
            small    1.50
            large  12,345
            """);
  }

  @Test
  void markdownHasARuleBelowItsHeader() {
    assertThat(TABLE.toMarkdown())
        .isEqualTo(
            """
            | case | µs |
            | --- | ---: |
            | small | 1.50 |
            | large | 12,345 |
            """);
  }

  @Test
  void refusesARowOfAnotherLength() {
    assertThatThrownBy(() -> new FigureTable(List.of("a", "b"), List.of(List.of("1"))))
        .hasMessage("row: [1] (expected: 2 cells)");
  }
}
