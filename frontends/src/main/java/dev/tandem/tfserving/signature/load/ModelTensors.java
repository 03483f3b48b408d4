package dev.tandem.tfserving.signature.load;

import dev.tandem.engine.api.CompanionReader.VersionContents;
import dev.tandem.engine.model.GraphInfo;
import dev.tandem.tfserving.signature.GraphSignature;
import dev.tandem.tfserving.signature.SignatureTensor;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The inputs and outputs of a model under the names that clients call them by where nobody says
 * other ones.
 */
record ModelTensors(
    List<SignatureTensor> inputs, List<SignatureTensor> outputs, Optional<GraphInfo> graph) {
  ModelTensors {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }

  static ModelTensors of(VersionContents version) {
    return new ModelTensors(
        GraphSignature.inputs(version.inputs()),
        GraphSignature.outputs(version.outputs()),
        version.graph());
  }

  Optional<SignatureTensor> input(String tensorName) {
    return find(inputs, tensorName);
  }

  Optional<SignatureTensor> output(String tensorName) {
    return find(outputs, tensorName);
  }

  /** Why there is no output of this name. */
  String noOutput(String tensorName) {
    if (graph.isPresent() && graph.get().skippedOutputs().contains(bare(tensorName))) {
      return "\""
          + bare(tensorName)
          + "\" of the model is not a tensor; for the scores of a ZipMap, convert the model with"
          + " zipmap=False";
    }
    return "the model has no output \"" + tensorName + "\" (expected: " + names(outputs) + ")";
  }

  String noInput(String tensorName) {
    boolean left =
        graph.isPresent()
            && graph.get().inputs().stream()
                .anyMatch(input -> input.name().equals(bare(tensorName)));
    return left
        ? "the model has a value for input \""
            + bare(tensorName)
            + "\", which requests may replace where config.pbtxt has it as optional"
        : "the model has no input \"" + tensorName + "\" (expected: " + names(inputs) + ")";
  }

  /** By the model's own name, or by that with the index of the first output behind it. */
  private static Optional<SignatureTensor> find(List<SignatureTensor> tensors, String name) {
    return named(tensors, name).or(() -> named(tensors, bare(name)));
  }

  private static Optional<SignatureTensor> named(List<SignatureTensor> tensors, String name) {
    return tensors.stream().filter(tensor -> tensor.spec().name().equals(name)).findFirst();
  }

  private static String bare(String name) {
    return name.endsWith(":0") ? name.substring(0, name.length() - 2) : name;
  }

  private static String names(List<SignatureTensor> tensors) {
    return tensors.stream().map(tensor -> tensor.spec().name()).collect(Collectors.joining(", "));
  }
}
