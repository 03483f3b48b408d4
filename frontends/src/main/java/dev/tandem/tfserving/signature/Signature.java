package dev.tandem.tfserving.signature;

import static java.util.stream.Collectors.toUnmodifiableMap;

import dev.tandem.engine.tensor.Tensor;
import dev.tandem.proto.tensorflow.SignatureDef;
import dev.tandem.tfserving.feature.FeatureColumn;
import dev.tandem.tfserving.feature.FeatureColumns;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** One way to call a model: its inputs and outputs, sorted by alias. */
public final class Signature {
  public static final String DEFAULT_NAME = "serving_default";
  public static final String PREDICT_METHOD = "tensorflow/serving/predict";
  public static final String CLASSIFY_METHOD = "tensorflow/serving/classify";
  public static final String REGRESS_METHOD = "tensorflow/serving/regress";

  private static final Comparator<SignatureTensor> BY_ALIAS =
      Comparator.comparing(SignatureTensor::alias);

  private final String name;
  private final String methodName;
  private final List<SignatureTensor> inputs;
  private final List<SignatureTensor> outputs;
  private final List<SignatureTensor> features;
  private final FeatureColumns featureColumns;
  private final List<Tensor> constants;
  private final List<String> fetch;
  private final Optional<List<String>> classLabels;
  private final SignatureDef definition;
  private final Map<String, SignatureTensor> inputsByName;
  private final Map<String, SignatureTensor> outputsByAlias;
  private final Map<String, SignatureTensor> outputsByTensor;
  private final Optional<SignatureTensor> onlyInput;

  Signature(SignatureParts parts, List<String> fetch) {
    name = parts.name();
    methodName = parts.methodName();
    inputs = parts.inputs().stream().sorted(BY_ALIAS).toList();
    outputs = parts.outputs().stream().sorted(BY_ALIAS).toList();
    features = parts.features().stream().sorted(BY_ALIAS).toList();
    featureColumns = new FeatureColumns(features.stream().map(Signature::column).toList());
    constants = parts.constants();
    this.fetch = List.copyOf(fetch);
    classLabels = parts.classLabels();
    definition = parts.definition();
    inputsByName = new HashMap<>();
    inputs.forEach(input -> inputsByName.put(input.spec().name(), input));
    inputs.forEach(input -> inputsByName.put(input.alias(), input));
    outputsByAlias = byName(outputs, SignatureTensor::alias);
    outputsByTensor = new HashMap<>();
    outputs.forEach(output -> outputsByTensor.putIfAbsent(output.spec().name(), output));
    List<SignatureTensor> required =
        inputs.stream().filter(input -> inputs.size() == 1 || !input.optional()).toList();
    onlyInput = required.size() == 1 ? Optional.of(required.get(0)) : Optional.empty();
  }

  private static FeatureColumn column(SignatureTensor feature) {
    return new FeatureColumn(feature.alias(), feature.spec(), feature.optional());
  }

  private static Map<String, SignatureTensor> byName(
      List<SignatureTensor> tensors, Function<SignatureTensor, String> name) {
    return tensors.stream().collect(toUnmodifiableMap(name, Function.identity()));
  }

  public String name() {
    return name;
  }

  /** What kind of call it is made for; Predict takes any. */
  public String methodName() {
    return methodName;
  }

  public List<SignatureTensor> inputs() {
    return inputs;
  }

  public List<SignatureTensor> outputs() {
    return outputs;
  }

  /**
   * Whether its one input is not the model's but takes serialised tf.Examples, whose features are
   * the model's inputs.
   */
  public boolean takesExamples() {
    return !features.isEmpty();
  }

  /** The model's inputs where {@link #takesExamples}, by the features that fill them. */
  public List<SignatureTensor> features() {
    return features;
  }

  /** The {@link #features}, as they are found in requests. */
  public FeatureColumns featureColumns() {
    return featureColumns;
  }

  /** What the model gets with every request, for inputs that the signature does not have. */
  public List<Tensor> constants() {
    return constants;
  }

  /** The model's names of all outputs, or none where these are all that the model has. */
  public List<String> fetch() {
    return fetch;
  }

  /** The names of the classes in the order of the scores, where the model has them. */
  public Optional<List<String>> classLabels() {
    return classLabels;
  }

  /** What clients are told of it. */
  public SignatureDef definition() {
    return definition;
  }

  public List<String> inputAliases() {
    return inputs.stream().map(SignatureTensor::alias).toList();
  }

  public List<String> outputAliases() {
    return outputs.stream().map(SignatureTensor::alias).toList();
  }

  /** The input that clients call by {@code name}, be it the alias or the model's own name. */
  public Optional<SignatureTensor> input(String name) {
    return Optional.ofNullable(inputsByName.get(name));
  }

  /** Whether clients mean {@code input} by the model's own name, which may be another's alias. */
  public boolean isCalledByModelName(SignatureTensor input) {
    return input.equals(inputsByName.get(input.spec().name()));
  }

  /** The input that a value without a name is for: the only one, or the only one required. */
  public Optional<SignatureTensor> onlyInput() {
    return onlyInput;
  }

  public Optional<SignatureTensor> output(String alias) {
    return Optional.ofNullable(outputsByAlias.get(alias));
  }

  /** The output behind one of the model's names. */
  public Optional<SignatureTensor> outputNamed(String name) {
    return Optional.ofNullable(outputsByTensor.get(name));
  }

  @Override
  public String toString() {
    return name + " " + inputs + " -> " + outputs;
  }
}
