package dev.tandem.tfserving.signature;

import static java.util.Objects.requireNonNull;

import dev.tandem.engine.tensor.Tensor;
import dev.tandem.engine.tensor.TensorSpec;
import dev.tandem.proto.tensorflow.TensorInfo;
import java.util.Optional;

/**
 * An input or output of a signature: the name clients use, and the model's tensor behind it. Two
 * are equal only if they are the same, since requests look things up by them.
 */
public final class SignatureTensor {
  private final String alias;
  private final TensorSpec spec;
  private final boolean optional;
  private final TensorInfo info;
  private final Optional<Tensor> defaultValue;

  private SignatureTensor(
      String alias,
      TensorSpec spec,
      boolean optional,
      TensorInfo info,
      Optional<Tensor> defaultValue) {
    this.alias = requireNonNull(alias, "alias");
    this.spec = requireNonNull(spec, "spec");
    this.optional = optional;
    this.info = info;
    this.defaultValue = defaultValue;
  }

  /** One that is advertised as it is. */
  public static SignatureTensor of(String alias, TensorSpec spec, boolean optional) {
    return new SignatureTensor(alias, spec, optional, TensorInfos.of(spec), Optional.empty());
  }

  /** Advertised as {@code value}, whatever the model's tensor is. */
  public SignatureTensor advertised(TensorInfo value) {
    return new SignatureTensor(alias, spec, optional, value, defaultValue);
  }

  /** With what the model gets where a request leaves it out. */
  public SignatureTensor withDefault(Tensor value) {
    return new SignatureTensor(alias, spec, true, info, Optional.of(value));
  }

  /** What clients call it. */
  public String alias() {
    return alias;
  }

  /** The model's tensor, which is what requests are held against. */
  public TensorSpec spec() {
    return spec;
  }

  /** Whether a request may leave it out, be it for a default of the signature or of the model. */
  public boolean optional() {
    return optional;
  }

  /** What the signature's default is, where it has one. */
  public Optional<Tensor> defaultValue() {
    return defaultValue;
  }

  /** What clients are told of it. */
  public TensorInfo info() {
    return info;
  }

  /** The name in TensorFlow's form, which says which output of a graph node it is. */
  public String tensorName() {
    return info.getName();
  }

  @Override
  public String toString() {
    return alias + " = " + spec + (optional ? ", optional" : "");
  }
}
