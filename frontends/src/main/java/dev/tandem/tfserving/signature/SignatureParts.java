package dev.tandem.tfserving.signature;

import dev.tandem.engine.tensor.Tensor;
import dev.tandem.engine.tensor.TensorSpec;
import dev.tandem.proto.tensorflow.SignatureDef;
import dev.tandem.proto.tensorflow.TensorProto;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a signature is made of.
 *
 * @param features the model's inputs, where the signature's one input takes tf.Examples
 * @param constants what the model gets with every request
 * @param classLabels the names of the classes in the order of the scores
 * @param defaults as clients are told of them
 */
public record SignatureParts(
    String name,
    String methodName,
    List<SignatureTensor> inputs,
    List<SignatureTensor> outputs,
    List<SignatureTensor> features,
    List<Tensor> constants,
    Optional<List<String>> classLabels,
    Map<String, TensorProto> defaults) {
  public SignatureParts {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    features = List.copyOf(features);
    constants = List.copyOf(constants);
    classLabels = classLabels.map(List::copyOf);
    defaults = Map.copyOf(defaults);
  }

  public static SignatureParts of(
      String name, String methodName, List<SignatureTensor> inputs, List<SignatureTensor> outputs) {
    return new SignatureParts(
        name, methodName, inputs, outputs, List.of(), List.of(), Optional.empty(), Map.of());
  }

  public SignatureParts withFeatures(List<SignatureTensor> value) {
    return new SignatureParts(
        name, methodName, inputs, outputs, value, constants, classLabels, defaults);
  }

  public SignatureParts withConstants(List<Tensor> value) {
    return new SignatureParts(
        name, methodName, inputs, outputs, features, value, classLabels, defaults);
  }

  public SignatureParts withClassLabels(List<String> value) {
    return new SignatureParts(
        name, methodName, inputs, outputs, features, constants, Optional.of(value), defaults);
  }

  public SignatureParts withDefaults(Map<String, TensorProto> value) {
    return new SignatureParts(
        name, methodName, inputs, outputs, features, constants, classLabels, value);
  }

  /** The signature of a model with these outputs. */
  public Signature signature(List<TensorSpec> modelOutputs) {
    return new Signature(this, fetch(modelOutputs));
  }

  private List<String> fetch(List<TensorSpec> modelOutputs) {
    List<String> own = outputs.stream().map(output -> output.spec().name()).distinct().toList();
    return own.containsAll(modelOutputs.stream().map(TensorSpec::name).toList()) ? List.of() : own;
  }

  SignatureDef definition() {
    SignatureDef.Builder def = SignatureDef.newBuilder().setMethodName(methodName);
    inputs.forEach(input -> def.putInputs(input.alias(), input.info()));
    outputs.forEach(output -> def.putOutputs(output.alias(), output.info()));
    return def.putAllDefaults(defaults).build();
  }
}
