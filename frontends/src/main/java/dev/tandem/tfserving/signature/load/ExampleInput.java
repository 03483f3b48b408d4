package dev.tandem.tfserving.signature.load;

import dev.tandem.engine.tensor.DataType;
import dev.tandem.engine.tensor.Shape;
import dev.tandem.engine.tensor.TensorSpec;
import dev.tandem.tfserving.signature.SignatureTensor;

/** The input that takes serialised tf.Examples, which no graph of ours has. */
final class ExampleInput {
  static final String ALIAS = "inputs";
  static final String TENSOR = "tf_example:0";

  private ExampleInput() {}

  static SignatureTensor of(String alias, String tensorName) {
    return SignatureTensor.of(
        alias, new TensorSpec(tensorName, DataType.BYTES, Shape.of(Shape.VARIABLE)), false);
  }

  /**
   * Whether features can fill an input of this shape: with as many values an example as it says, or
   * with any number where the dimension behind that of the batch is variable.
   */
  static boolean canFill(TensorSpec input) {
    Shape shape = input.shape();
    if (!shape.isRankKnown()) {
      return true;
    }
    for (int i = 2; i < shape.rank(); i++) {
      if (shape.dim(i) == Shape.VARIABLE) {
        return false;
      }
    }
    return shape.rank() > 0;
  }
}
