package dev.tandem.tfserving.wire;

import dev.tandem.engine.tensor.Tensor;
import dev.tandem.tfserving.signature.Signature;
import java.util.List;

/** Makes the inputs of a model of tf.Examples that lie in a tensor of strings. */
@FunctionalInterface
public interface ExampleFeed {
  /**
   * In {@code memory}; throws {@link TfServingException} for what cannot be read or does not fit.
   */
  List<Tensor> inputs(Tensor examples, Signature signature, InputMemory memory);
}
