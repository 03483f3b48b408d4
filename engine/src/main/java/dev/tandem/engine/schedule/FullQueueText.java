package dev.tandem.engine.schedule;

import dev.tandem.engine.model.TfServingBatching;

/** What TensorFlow Serving says where a request finds no room in its queue. */
final class FullQueueText {
  private FullQueueText() {}

  /** For a request of {@code rows} where {@code waitingRows} wait already. */
  static String of(int rows, long waitingRows, TfServingBatching batching) {
    int perBatch = batching.maxExecutionRows();
    long batches = (waitingRows + perBatch - 1) / perBatch;
    String full = "The batch scheduling queue to which this task was submitted is full; ";
    if (!batching.splitsLargeRequests()) {
      return full
          + "currently "
          + batches
          + " batches enqueued and max_enqueued_batches is "
          + batching.maxEnqueuedBatches();
    }
    long openRows = waitingRows == 0 ? 0 : waitingRows - (batches - 1) * perBatch;
    return full
        + "task size is "
        + rows
        + " but scheduling capacity is only "
        + Math.max(0, batching.maxEnqueuedRows() - waitingRows)
        + " (num_enqueued_batches="
        + batches
        + ", max_enqueued_batches="
        + batching.maxEnqueuedBatches()
        + ", open_batch_size="
        + openRows
        + ", max_execution_batch_size="
        + perBatch
        + ")";
  }
}
