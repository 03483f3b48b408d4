package dev.tandem.tfserving.inference;

import static dev.tandem.tfserving.wire.TfServingException.invalidArgument;

import dev.tandem.engine.api.ServedModel;
import dev.tandem.tfserving.example.InferenceTaskMessage;
import dev.tandem.tfserving.signature.Signature;
import dev.tandem.tfserving.signature.SignatureTensor;
import dev.tandem.tfserving.signature.Signatures;
import dev.tandem.tfserving.wire.ServableRequest;
import dev.tandem.tfserving.wire.TfServingException;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The tasks of a MultiInference, which one run of the model answers all together. */
public record MultiInferencePlan(List<InferenceTask> tasks) {
  public MultiInferencePlan {
    tasks = List.copyOf(tasks);
  }

  /** Which model the tasks are for: the first one says. */
  public static ServableRequest servable(List<InferenceTaskMessage> tasks) {
    return tasks.isEmpty() ? ServableRequest.latest("") : tasks.get(0).modelSpec().servable();
  }

  /** Checks all tasks in their order; {@code model} is the one that the first of them names. */
  public static MultiInferencePlan of(
      List<InferenceTaskMessage> messages, ServedModel model, boolean checksMethods) {
    if (messages.isEmpty()) {
      throw invalidArgument("ModelSpec has no name specified.");
    }
    String modelName = messages.get(0).modelSpec().servable().name();
    List<InferenceTask> tasks = new ArrayList<>(messages.size());
    Set<String> seen = new HashSet<>();
    for (InferenceTaskMessage message : messages) {
      checkName(message.modelSpec().servable().name(), modelName);
      String signatureName = Signatures.resolved(message.modelSpec().signatureName());
      if (!seen.add(signatureName)) {
        throw invalidArgument("Duplicate evaluation of signature: " + signatureName);
      }
      Signature signature = signature(model, signatureName);
      InferenceTask task = new InferenceTask(method(message.methodName()), signature);
      task.method().check(task.signature(), checksMethods);
      tasks.add(task);
    }
    tasks.forEach(task -> checkSameInputs(tasks.get(0).signature(), task.signature()));
    return new MultiInferencePlan(tasks);
  }

  private static void checkName(String name, String expected) {
    if (name.isEmpty()) {
      throw invalidArgument("Found ModelSpec with an empty model name.");
    }
    if (!name.equals(expected)) {
      throw invalidArgument(
          "All ModelSpecs in a MultiInferenceRequest must access the same model name.");
    }
  }

  private static ExampleMethod method(String name) {
    for (ExampleMethod method : ExampleMethod.values()) {
      if (method.methodName().equals(name)) {
        return method;
      }
    }
    throw new TfServingException(
        Status.Code.UNIMPLEMENTED, "Unsupported signature method_name: " + name);
  }

  private static Signature signature(ServedModel model, String name) {
    return Signatures.of(model)
        .find(name)
        .orElseThrow(
            () -> invalidArgument("Requested signature not found in model graph: " + name));
  }

  private static void checkSameInputs(Signature one, Signature other) {
    boolean same =
        one.takesExamples() == other.takesExamples()
            && inputs(one).equals(inputs(other))
            && one.constants().equals(other.constants());
    if (!same) {
      throw invalidArgument(
          "Signatures "
              + one.name()
              + " and "
              + other.name()
              + " fill the model's inputs differently, so that one run cannot answer both.");
    }
  }

  /** Which feature, or which input of the signature, fills which of the model's inputs. */
  private static List<String> inputs(Signature signature) {
    List<SignatureTensor> inputs =
        signature.takesExamples() ? signature.features() : signature.inputs();
    return inputs.stream().map(input -> input.alias() + " = " + input.spec().name()).toList();
  }

  /** The signature by which the examples are read, as by any of the others. */
  public Signature inputSignature() {
    return tasks.get(0).signature();
  }

  /** The model's outputs that any task needs, or none for all. */
  public List<String> outputs() {
    if (tasks.stream().anyMatch(task -> task.signature().fetch().isEmpty())) {
      return List.of();
    }
    return tasks.stream().flatMap(task -> task.signature().fetch().stream()).distinct().toList();
  }
}
