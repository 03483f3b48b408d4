package dev.tandem.tfserving.wire;

import dev.tandem.engine.api.ServedModel;
import dev.tandem.engine.api.ServedModel.ModelInputSpec;
import dev.tandem.engine.tensor.TensorSpec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The one way to call a model: its inputs and outputs, sorted by alias. */
public record Signature(List<SignatureTensor> inputs, List<SignatureTensor> outputs) {
  public static final String DEFAULT_NAME = "serving_default";
  public static final String METHOD_NAME = "tensorflow/serving/predict";

  private static final Comparator<SignatureTensor> BY_ALIAS =
      Comparator.comparing(SignatureTensor::alias);

  public Signature {
    inputs = inputs.stream().sorted(BY_ALIAS).toList();
    outputs = outputs.stream().sorted(BY_ALIAS).toList();
  }

  public static Signature of(ServedModel model) {
    List<String> inputNames = model.inputs().stream().map(input -> input.tensor().name()).toList();
    List<String> inputAliases = TensorAliases.of(inputNames);
    List<SignatureTensor> inputs = new ArrayList<>();
    for (int i = 0; i < inputAliases.size(); i++) {
      ModelInputSpec input = model.inputs().get(i);
      inputs.add(new SignatureTensor(inputAliases.get(i), input.tensor(), input.optional()));
    }
    List<String> outputNames = model.outputs().stream().map(TensorSpec::name).toList();
    List<String> outputAliases = TensorAliases.of(outputNames);
    List<SignatureTensor> outputs = new ArrayList<>();
    for (int i = 0; i < outputAliases.size(); i++) {
      outputs.add(new SignatureTensor(outputAliases.get(i), model.outputs().get(i), false));
    }
    return new Signature(inputs, outputs);
  }

  /** Whether {@code name} asks for this signature; empty does, as the default. */
  public static boolean isKnown(String name) {
    return name.isEmpty() || name.equals(DEFAULT_NAME);
  }

  public List<String> inputAliases() {
    return inputs.stream().map(SignatureTensor::alias).toList();
  }

  public List<String> outputAliases() {
    return outputs.stream().map(SignatureTensor::alias).toList();
  }

  /** The input that clients call by {@code name}, be it the alias or the model's own name. */
  public Optional<SignatureTensor> input(String name) {
    return inputs.stream()
        .filter(input -> input.alias().equals(name))
        .findFirst()
        .or(() -> inputs.stream().filter(input -> input.spec().name().equals(name)).findFirst());
  }

  /** The input that a value without a name is for: the only one, or the only one required. */
  public Optional<SignatureTensor> onlyInput() {
    List<SignatureTensor> required =
        inputs.stream().filter(input -> inputs.size() == 1 || !input.optional()).toList();
    return required.size() == 1 ? Optional.of(required.get(0)) : Optional.empty();
  }

  public Optional<SignatureTensor> output(String alias) {
    return outputs.stream().filter(output -> output.alias().equals(alias)).findFirst();
  }

  /** The output behind one of the model's names. */
  public Optional<SignatureTensor> outputNamed(String name) {
    return outputs.stream().filter(output -> output.spec().name().equals(name)).findFirst();
  }
}
