package dev.tandem.engine.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.engine.model.TfServingBatching;
import java.util.List;
import org.junit.jupiter.api.Test;

class FullQueueTextTest {
  private static final String FULL =
      "The batch scheduling queue to which this task was submitted is full; ";

  @Test
  void countsTheBatchesThatWait() {
    assertThat(FullQueueText.of(1, 8, batching(4, 4)))
        .isEqualTo(FULL + "currently 2 batches enqueued and max_enqueued_batches is 2");
  }

  @Test
  void saysHowManyRowsWouldFitWhereRequestsAreSplit() {
    assertThat(FullQueueText.of(5, 5, batching(8, 4)))
        .isEqualTo(
            FULL
                + "task size is 5 but scheduling capacity is only 3 (num_enqueued_batches=2,"
                + " max_enqueued_batches=2, open_batch_size=1, max_execution_batch_size=4)");
    assertThat(FullQueueText.of(9, 0, batching(9, 4)))
        .isEqualTo(
            FULL
                + "task size is 9 but scheduling capacity is only 8 (num_enqueued_batches=0,"
                + " max_enqueued_batches=2, open_batch_size=0, max_execution_batch_size=4)");
  }

  private static TfServingBatching batching(int maxRows, int maxExecutionRows) {
    return new TfServingBatching(maxRows, 0, 2, List.of(), false, maxExecutionRows);
  }
}
