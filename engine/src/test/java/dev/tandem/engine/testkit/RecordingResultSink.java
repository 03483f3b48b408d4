package dev.tandem.engine.testkit;

import dev.tandem.engine.backend.BackendInstance.ResultSink;
import dev.tandem.engine.backend.BackendResult;
import dev.tandem.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.agrona.CloseHelper;

/** Keeps what a run hands over until it is closed. Owned by one thread. */
public final class RecordingResultSink implements ResultSink, AutoCloseable {
  private final List<BackendResult> results = new ArrayList<>();
  private final List<Boolean> lasts = new ArrayList<>();

  @Override
  public void onResult(BackendResult result, boolean last) {
    results.add(result);
    lasts.add(last);
  }

  public List<BackendResult> results() {
    return List.copyOf(results);
  }

  /** Whether each result was said to be the last. */
  public List<Boolean> lasts() {
    return List.copyOf(lasts);
  }

  /** The only result's output with this name. */
  public Tensor output(String name) {
    if (results.size() != 1) {
      throw new AssertionError("results: " + results.size() + " (expected: 1)");
    }
    return results.get(0).outputs().stream()
        .filter(output -> output.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no output '" + name + "' in " + results));
  }

  @Override
  public void close() {
    CloseHelper.closeAll(results);
    results.clear();
    lasts.clear();
  }
}
