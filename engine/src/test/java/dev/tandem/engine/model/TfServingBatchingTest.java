package dev.tandem.engine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TfServingBatchingTest {
  @Test
  void hasTensorFlowServingsDefaults() {
    TfServingBatching defaults = TfServingBatching.DEFAULT;

    assertThat(defaults.maxBatchRows()).isEqualTo(1000);
    assertThat(defaults.timeoutMicros()).isZero();
    assertThat(defaults.maxEnqueuedBatches()).isEqualTo(10);
    assertThat(defaults.allowedBatchRows()).isEmpty();
    assertThat(defaults.padVariableLengths()).isFalse();
    assertThat(defaults.maxExecutionRows()).isEqualTo(1000);
    assertThat(defaults.splitsLargeRequests()).isFalse();
  }

  @Test
  void takesExecutionsOfASizeThatIsPaddedToTheNextAllowedOne() {
    TfServingBatching batching = new TfServingBatching(64, 0, 10, List.of(8, 64), false, 32);

    assertThat(batching.splitsLargeRequests()).isTrue();
  }

  @ParameterizedTest
  @MethodSource
  void refusesParametersThatDoNotFitTogether(
      int maxRows,
      long timeout,
      int batches,
      List<Integer> allowed,
      int executionRows,
      String text) {
    assertThatThrownBy(
            () -> new TfServingBatching(maxRows, timeout, batches, allowed, false, executionRows))
        .isInstanceOf(ConfigException.class)
        .hasMessage(text);
  }

  static Stream<Arguments> refusesParametersThatDoNotFitTogether() {
    return Stream.of(
        Arguments.of(0, 0, 1, List.of(), 1, "max_batch_size: 0 (expected: >= 1)"),
        Arguments.of(1, 0, 0, List.of(), 1, "max_enqueued_batches: 0 (expected: >= 1)"),
        Arguments.of(1, 0, 1, List.of(), 0, "max_execution_batch_size: 0 (expected: >= 1)"),
        Arguments.of(1, -1, 1, List.of(), 1, "batch_timeout_micros: -1 (expected: >= 0)"),
        Arguments.of(
            4,
            0,
            1,
            List.of(),
            5,
            "max_execution_batch_size: 5 (expected: at most max_batch_size, 4)"),
        Arguments.of(
            8,
            0,
            1,
            List.of(2, 4),
            8,
            "Last entry in allowed_batch_sizes must match max_batch_size; last entry was 4;"
                + " expected 8"),
        Arguments.of(
            8,
            0,
            1,
            List.of(4, 4, 8),
            8,
            "allowed_batch_sizes entries must be monotonically increasing; got [4, 4, 8]"));
  }
}
