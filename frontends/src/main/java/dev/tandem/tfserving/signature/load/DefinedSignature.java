package dev.tandem.tfserving.signature.load;

import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.tensor.Tensor;
import dev.tandem.engine.tensor.TensorSpec;
import dev.tandem.proto.tensorflow.DataType;
import dev.tandem.proto.tensorflow.SignatureDef;
import dev.tandem.proto.tensorflow.TensorInfo;
import dev.tandem.proto.tensorflow.TensorProto;
import dev.tandem.tfserving.feature.FeatureColumn;
import dev.tandem.tfserving.signature.SignatureParts;
import dev.tandem.tfserving.signature.SignatureTensor;
import dev.tandem.tfserving.signature.TensorInfos;
import dev.tandem.tfserving.wire.DefaultTensor;
import dev.tandem.tfserving.wire.TfServingException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Makes one signature of the file over a model's graph, or refuses what does not fit. */
final class DefinedSignature {
  /** What exporters call an input for tf.Examples. */
  private static final Set<String> EXAMPLE_ALIASES = Set.of(ExampleInput.ALIAS, "examples");

  private final String name;
  private final SignatureDef def;
  private final ModelTensors model;

  /** The defaults that have found no input yet. */
  private final Map<String, TensorProto> defaults;

  private DefinedSignature(String name, SignatureDef def, ModelTensors model) {
    this.name = name;
    this.def = def;
    this.model = model;
    defaults = new TreeMap<>(def.getDefaultsMap());
  }

  static SignatureParts of(String name, SignatureDef def, ModelTensors model) {
    return new DefinedSignature(name, def, model).parts();
  }

  private SignatureParts parts() {
    Optional<SignatureTensor> examples = exampleInput();
    List<SignatureTensor> inputs = examples.isPresent() ? List.of(examples.get()) : inputs();
    List<SignatureTensor> leftOut = leftOut(examples.isPresent() ? List.of() : inputs);
    List<Tensor> constants = constants(leftOut);
    if (!defaults.isEmpty()) {
      throw refused(
          "defaults \"" + defaults.keySet().iterator().next() + "\" is of no input there is");
    }
    List<SignatureTensor> rest = withoutConstants(leftOut, constants);
    SignatureParts parts =
        SignatureParts.of(name, def.getMethodName(), inputs, outputs())
            .withConstants(constants)
            .withDefaults(def.getDefaultsMap());
    if (examples.isPresent()) {
      return parts.withFeatures(features(rest));
    }
    checkGiven(rest);
    return parts;
  }

  private Optional<SignatureTensor> exampleInput() {
    if (def.getInputsCount() != 1) {
      return Optional.empty();
    }
    Map.Entry<String, TensorInfo> only = def.getInputsMap().entrySet().iterator().next();
    TensorInfo info = only.getValue();
    boolean isOne =
        EXAMPLE_ALIASES.contains(only.getKey())
            && info.getDtype() == DataType.DT_STRING
            && !info.getName().isEmpty()
            && model.input(info.getName()).isEmpty();
    if (!isOne) {
      return Optional.empty();
    }
    SignatureTensor input = ExampleInput.of(only.getKey(), info.getName());
    return Optional.of(input.advertised(TensorInfos.completed(info, input.spec())));
  }

  private List<SignatureTensor> inputs() {
    List<SignatureTensor> inputs = new ArrayList<>();
    Map<String, String> aliases = new HashMap<>();
    new TreeMap<>(def.getInputsMap())
        .forEach(
            (alias, info) -> {
              String tensor = tensorName("input", alias, info);
              SignatureTensor found =
                  model
                      .input(tensor)
                      .orElseThrow(() -> refused("input", alias, model.noInput(tensor)));
              checkOnce("inputs", aliases, alias, found.spec());
              inputs.add(input(alias, info, found));
            });
    return inputs;
  }

  private SignatureTensor input(String alias, TensorInfo info, SignatureTensor found) {
    SignatureTensor input =
        SignatureTensor.of(alias, found.spec(), found.optional())
            .advertised(TensorInfos.completed(info, found.spec()));
    TensorProto value = defaults.remove(alias);
    return value == null ? input : input.withDefault(decoded(alias, found.spec(), value));
  }

  private List<SignatureTensor> outputs() {
    if (def.getOutputsCount() == 0) {
      throw refused("it has no outputs");
    }
    List<SignatureTensor> outputs = new ArrayList<>();
    Map<String, String> aliases = new HashMap<>();
    new TreeMap<>(def.getOutputsMap())
        .forEach(
            (alias, info) -> {
              String tensor = tensorName("output", alias, info);
              SignatureTensor found =
                  model
                      .output(tensor)
                      .orElseThrow(() -> refused("output", alias, model.noOutput(tensor)));
              checkOnce("outputs", aliases, alias, found.spec());
              outputs.add(
                  SignatureTensor.of(alias, found.spec(), false)
                      .advertised(TensorInfos.completed(info, found.spec())));
            });
    return outputs;
  }

  private String tensorName(String what, String alias, TensorInfo info) {
    if (info.getName().isEmpty()) {
      throw refused(
          what,
          alias,
          info.hasCooSparse() || info.hasCompositeTensor()
              ? "only dense tensors are served"
              : "it has no name (expected: that of a tensor of the model)");
    }
    return info.getName();
  }

  private void checkOnce(
      String what, Map<String, String> aliases, String alias, TensorSpec tensor) {
    String other = aliases.put(tensor.name(), alias);
    if (other != null) {
      throw refused(
          what
              + " \""
              + other
              + "\" and \""
              + alias
              + "\" are the same tensor of the model, \""
              + tensor.name()
              + "\"");
    }
  }

  /** The model's inputs that are none of the signature's. */
  private List<SignatureTensor> leftOut(List<SignatureTensor> inputs) {
    Set<String> used = new TreeSet<>();
    inputs.forEach(input -> used.add(input.spec().name()));
    return model.inputs().stream().filter(input -> !used.contains(input.spec().name())).toList();
  }

  /** What the defaults say of them. */
  private List<Tensor> constants(List<SignatureTensor> leftOut) {
    List<Tensor> constants = new ArrayList<>();
    for (SignatureTensor input : leftOut) {
      TensorProto value = defaults.remove(input.alias());
      if (value == null) {
        value = defaults.remove(input.spec().name());
      }
      if (value != null) {
        constants.add(decoded(input.alias(), input.spec(), value));
      }
    }
    return constants;
  }

  private static List<SignatureTensor> withoutConstants(
      List<SignatureTensor> leftOut, List<Tensor> constants) {
    Set<String> names = new TreeSet<>();
    constants.forEach(constant -> names.add(constant.name()));
    return leftOut.stream().filter(input -> !names.contains(input.spec().name())).toList();
  }

  /** ONNX Runtime wants all inputs that have no value in the model, whatever is asked for. */
  private void checkGiven(List<SignatureTensor> rest) {
    for (SignatureTensor input : rest) {
      if (!input.optional()) {
        throw refused(
            "input \""
                + input.spec().name()
                + "\" of the model is missing (expected: among the inputs or the defaults)");
      }
    }
  }

  private List<SignatureTensor> features(List<SignatureTensor> rest) {
    List<SignatureTensor> features = new ArrayList<>();
    for (SignatureTensor input : rest) {
      if (FeatureColumn.canFill(input.spec().shape())) {
        features.add(input);
      } else if (!input.optional()) {
        throw refused(
            "input \""
                + input.spec().name()
                + "\" of the model cannot be filled from tf.Examples: its shape is "
                + input.spec().shape());
      }
    }
    if (features.isEmpty()) {
      throw refused("the model has no input that tf.Examples could fill");
    }
    return features;
  }

  private Tensor decoded(String alias, TensorSpec input, TensorProto value) {
    try {
      return DefaultTensor.of(input, value);
    } catch (TfServingException e) {
      throw refused("defaults", alias, e.text());
    }
  }

  private ServingException refused(String what, String alias, String text) {
    return refused(what + " \"" + alias + "\": " + text);
  }

  private ServingException refused(String text) {
    return SignatureFile.refused("signature \"" + name + "\": " + text);
  }
}
