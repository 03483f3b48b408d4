package dev.tandem.engine.model;

import java.util.List;
import java.util.Map;

/** A model that is a graph of other models. */
public record Ensemble(List<Step> steps, long maxInflightRequests) implements Scheduling {

  /**
   * One run of another model. Both maps go from a tensor of that model to a tensor of the ensemble;
   * version -1 is the newest.
   */
  public record Step(
      String modelName,
      long modelVersion,
      Map<String, String> inputMap,
      Map<String, String> outputMap,
      String modelNamespace) {
    public Step {
      inputMap = SortedCopy.of(inputMap);
      outputMap = SortedCopy.of(outputMap);
    }
  }

  public Ensemble {
    steps = List.copyOf(steps);
  }
}
