package dev.tandem.engine.model;

import dev.tandem.engine.tensor.DataType;
import dev.tandem.engine.tensor.Shape;
import java.util.Map;
import java.util.Optional;

/** A request that every instance runs before its model takes traffic. */
public record Warmup(String name, long batchSize, Map<String, Input> inputs, long count) {

  /** One input of the request, without a batch dimension. */
  public record Input(Optional<DataType> type, Shape dims, Optional<Data> data) {}

  /** Where the bytes of an input come from. */
  public sealed interface Data {
    /** Every element is zero. */
    record Zero() implements Data {}

    /** Every element is random. */
    record Random() implements Data {}

    /** The content of a file in the model's {@code warmup} folder. */
    record File(String name) implements Data {}
  }

  public Warmup {
    inputs = SortedCopy.of(inputs);
  }
}
