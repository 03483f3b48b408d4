package dev.tandem.tfserving.metrics;

import dev.tandem.engine.api.InferenceEngine;
import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ServingException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Counts calls by the model that they name. Names that nobody serves are all counted under the
 * empty one, so that clients cannot make series; for any thread.
 */
public final class CallMetrics {
  /** Of names that are or were served. */
  static final int MAX_MODELS = 1024;

  private final InferenceEngine engine;
  private final ModelCalls nobodys = new ModelCalls("");
  private final Map<String, ModelCalls> byName = new ConcurrentHashMap<>();

  public CallMetrics(InferenceEngine engine) {
    this.engine = engine;
  }

  /** A call that names {@code model} begins; empty where it names none that can be read. */
  public CallRecord begin(CallMethod method, String model) {
    return new CallRecord(calls(model), method);
  }

  /** A call has the model look at {@code count} examples. */
  public void examples(String model, int count) {
    calls(model).examples(count);
  }

  private ModelCalls calls(String model) {
    ModelCalls calls = byName.get(model);
    return calls == null ? firstCall(model) : calls;
  }

  private ModelCalls firstCall(String model) {
    return byName.size() < MAX_MODELS && isKnown(model)
        ? byName.computeIfAbsent(model, ModelCalls::new)
        : nobodys;
  }

  /** Whether there is or was such a model, be it ready or not. */
  private boolean isKnown(String model) {
    try {
      engine.model(model);
      return true;
    } catch (ServingException e) {
      return e.reason() != Reason.MODEL_NOT_FOUND;
    }
  }

  /** By name, the one for all others first. */
  Collection<ModelCalls> all() {
    List<ModelCalls> all = new ArrayList<>(byName.values());
    all.add(nobodys);
    all.sort(Comparator.comparing(ModelCalls::name));
    return all;
  }
}
