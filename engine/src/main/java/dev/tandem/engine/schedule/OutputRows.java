package dev.tandem.engine.schedule;

import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.tensor.Shape;
import dev.tandem.engine.tensor.Tensor;

/** Which outputs a batch may have, and what is said of others. */
enum OutputRows {
  /** Only what has to be cut has to have as many rows. */
  OF_TRITON(true) {
    @Override
    void check(Tensor output, int rows) {
      Shape shape = output.shape();
      if (shape.rank() == 0 || shape.dim(0) != rows) {
        throw new ServingException(
            Reason.EXECUTION_FAILED,
            "output '%s' of a batch of %d rows has shape %s (expected: as many rows)"
                .formatted(output.name(), rows, shape));
      }
    }
  },
  /** Every output has as many rows, so that it does not depend on others who runs alone. */
  OF_TF_SERVING(false) {
    @Override
    void check(Tensor output, int rows) {
      Shape shape = output.shape();
      if (shape.rank() == 0) {
        throw unmet("Batched output tensor has 0 dimensions");
      }
      if (shape.dim(0) != rows) {
        throw unmet(
            "Batched output tensor's 0th dimension does not equal the sum of the 0th dimension"
                + " sizes of the input tensors");
      }
    }
  };

  private final boolean mayDifferOfOne;

  OutputRows(boolean mayDifferOfOne) {
    this.mayDifferOfOne = mayDifferOfOne;
  }

  /** Whether the outputs of a lone request go to it as they are. */
  boolean mayDifferOfOne() {
    return mayDifferOfOne;
  }

  /** Throws {@link ServingException} where {@code output} cannot be cut into {@code rows}. */
  abstract void check(Tensor output, int rows);

  private static ServingException unmet(String message) {
    return new ServingException(Reason.PRECONDITION_FAILED, message);
  }
}
