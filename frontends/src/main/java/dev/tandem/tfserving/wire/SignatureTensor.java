package dev.tandem.tfserving.wire;

import static java.util.Objects.requireNonNull;

import dev.tandem.engine.tensor.TensorSpec;

/** An input or output of a signature: the name clients use, and the model's tensor behind it. */
public record SignatureTensor(String alias, TensorSpec spec, boolean optional) {
  public SignatureTensor {
    requireNonNull(alias, "alias");
    requireNonNull(spec, "spec");
  }

  /** The name in TensorFlow's form, which says which output of a graph node it is. */
  public String tensorName() {
    return TensorAliases.hasOutputIndex(spec.name()) ? spec.name() : spec.name() + ":0";
  }
}
