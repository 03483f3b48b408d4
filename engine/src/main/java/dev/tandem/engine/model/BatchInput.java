package dev.tandem.engine.model;

import dev.tandem.engine.tensor.DataType;
import java.util.List;
import java.util.Optional;

/** An input that the server computes from the make-up of a batch. */
public record BatchInput(
    Kind kind, List<String> targetNames, Optional<DataType> type, List<String> sourceInputs) {

  /** What is computed of the source inputs. */
  public enum Kind {
    ELEMENT_COUNT,
    ACCUMULATED_ELEMENT_COUNT,
    ACCUMULATED_ELEMENT_COUNT_WITH_ZERO,
    MAX_ELEMENT_COUNT_AS_SHAPE,
    ITEM_SHAPE,
    ITEM_SHAPE_FLATTEN
  }

  public BatchInput {
    targetNames = List.copyOf(targetNames);
    sourceInputs = List.copyOf(sourceInputs);
  }
}
