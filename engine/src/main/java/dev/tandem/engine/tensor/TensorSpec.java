package dev.tandem.engine.tensor;

import static java.util.Objects.requireNonNull;

/** What a model expects of, or promises for, one tensor. */
public record TensorSpec(String name, DataType type, Shape shape) {
  public TensorSpec {
    requireNonNull(type, "type");
    requireNonNull(shape, "shape");
    if (name.isEmpty()) {
      throw new IllegalArgumentException("name: '' (expected: non-empty)");
    }
  }
}
