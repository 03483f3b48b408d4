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
}
