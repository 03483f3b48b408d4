package dev.tandem.engine.backend;

import dev.tandem.engine.tensor.Tensor;
import java.util.List;

/** Executes one batch at a time for the one runner thread that owns it. */
public interface BackendInstance extends AutoCloseable {
  /**
   * Runs {@code inputs}, whose bytes are one native run each except where they are strings, and
   * hands each result to {@code sink}, the last one marked so. Keeps nothing of the inputs after it
   * hands over the last result. Throws {@link dev.tandem.engine.api.ServingException} where the run
   * fails, after which nothing more is handed over.
   *
   * @param outputs the outputs wanted, all of them known to the model
   */
  void execute(List<Tensor> inputs, List<String> outputs, ResultSink sink);

  /**
   * Makes a run that is under way end soon and fail, where the backend can do that; any thread may
   * call this at any time. A run that begins later is not touched.
   */
  default void terminate() {}

  @Override
  void close();

  /** Receives what a run gives; takes over the result's memory. */
  interface ResultSink {
    void onResult(BackendResult result, boolean last);
  }
}
