package dev.tandem.engine.tensor;

import static java.util.Objects.requireNonNull;

/** A named tensor of known shape; its bytes are little-endian and row-major, and borrowed. */
public record Tensor(String name, DataType type, Shape shape, TensorBytes bytes) {
  public Tensor {
    requireNonNull(name, "name");
    requireNonNull(type, "type");
    requireNonNull(shape, "shape");
    requireNonNull(bytes, "bytes");
  }

  /** The same tensor in another shape of equal size. */
  public Tensor withShape(Shape other) {
    return new Tensor(name, type, other, bytes);
  }
}
