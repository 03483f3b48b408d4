package dev.tandem.kserve.wire;

import dev.tandem.engine.tensor.Shape;
import java.util.Optional;

/** The shapes of the values in generate requests, which say none themselves. */
final class GenerateShape {
  private GenerateShape() {}

  /**
   * {@code count} values in the shape that the model declares: fixed dimensions stay, the innermost
   * of the others takes what they leave, and all before it are 1; empty where that does not work
   * out. As Triton has it, no values have no dimensions, which the engine then refuses.
   */
  static Optional<Shape> of(Shape declared, long count) {
    if (!declared.isRankKnown()) {
      return Optional.of(Shape.of(count));
    }
    long[] dims = declared.toArray();
    long left = count;
    for (long dim : dims) {
      if (dim != Shape.VARIABLE) {
        if (dim == 0 || left % dim != 0) {
          return Optional.empty();
        }
        left /= dim;
      }
    }
    boolean taken = false;
    for (int i = dims.length - 1; i >= 0; i--) {
      if (dims[i] == Shape.VARIABLE) {
        dims[i] = taken ? 1 : left;
        taken = true;
      }
    }
    if (taken && count == 0) {
      return Optional.of(Shape.of());
    }
    return taken || left == 1 ? Optional.of(Shape.of(dims)) : Optional.empty();
  }
}
