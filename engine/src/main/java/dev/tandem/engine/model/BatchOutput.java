package dev.tandem.engine.model;

import java.util.List;

/** An output of a whole batch and how it is split among the requests of the batch. */
public record BatchOutput(List<String> targetNames, Kind kind, List<String> sourceInputs) {

  /** What decides each request's share. */
  public enum Kind {
    SCATTER_WITH_INPUT_SHAPE
  }

  public BatchOutput {
    targetNames = List.copyOf(targetNames);
    sourceInputs = List.copyOf(sourceInputs);
  }
}
