package dev.tandem.tfserving.signature;

import dev.tandem.engine.api.ServedModel.ModelInputSpec;
import dev.tandem.engine.tensor.TensorSpec;
import java.util.ArrayList;
import java.util.List;

/** The signature of a model of which nothing is known but its graph: all inputs, all outputs. */
public final class GraphSignature {
  private GraphSignature() {}

  public static Signature of(List<ModelInputSpec> inputs, List<TensorSpec> outputs) {
    return SignatureParts.of(
            Signature.DEFAULT_NAME, Signature.PREDICT_METHOD, inputs(inputs), outputs(outputs))
        .signature(outputs);
  }

  /** The inputs of a model under the names that clients call them by. */
  public static List<SignatureTensor> inputs(List<ModelInputSpec> inputs) {
    List<String> aliases =
        TensorAliases.of(inputs.stream().map(input -> input.tensor().name()).toList());
    List<SignatureTensor> tensors = new ArrayList<>();
    for (int i = 0; i < aliases.size(); i++) {
      ModelInputSpec input = inputs.get(i);
      tensors.add(SignatureTensor.of(aliases.get(i), input.tensor(), input.optional()));
    }
    return tensors;
  }

  /** The outputs of a model under the names that clients call them by. */
  public static List<SignatureTensor> outputs(List<TensorSpec> outputs) {
    List<String> aliases = TensorAliases.of(outputs.stream().map(TensorSpec::name).toList());
    List<SignatureTensor> tensors = new ArrayList<>();
    for (int i = 0; i < aliases.size(); i++) {
      tensors.add(SignatureTensor.of(aliases.get(i), outputs.get(i), false));
    }
    return tensors;
  }
}
