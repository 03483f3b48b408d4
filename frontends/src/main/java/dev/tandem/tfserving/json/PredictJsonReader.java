package dev.tandem.tfserving.json;

import static dev.tandem.tfserving.wire.TfServingException.invalidArgument;

import dev.tandem.engine.api.InferRequest;
import dev.tandem.engine.api.RequestOptions;
import dev.tandem.engine.api.ServedModel;
import dev.tandem.engine.tensor.Tensor;
import dev.tandem.json.JsonDump;
import dev.tandem.json.JsonValue;
import dev.tandem.tfserving.example.SerializedExamples;
import dev.tandem.tfserving.signature.Signature;
import dev.tandem.tfserving.signature.SignatureTensor;
import dev.tandem.tfserving.wire.ArgumentCheck;
import dev.tandem.tfserving.wire.DefaultRows;
import dev.tandem.tfserving.wire.EngineRequests;
import dev.tandem.tfserving.wire.InputMemory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Turns Predict bodies into engine requests, refusing them in TensorFlow Serving's order. */
public final class PredictJsonReader {
  private PredictJsonReader() {}

  /**
   * The request to the engine, which holds {@code memory} until it is released; then runs {@code
   * release}.
   */
  public static JsonPredict read(
      InferenceBody body,
      ServedModel model,
      Signature signature,
      RequestOptions options,
      InputMemory memory,
      Runnable release) {
    if (signature.inputs().isEmpty()) {
      String name = body.signatureName().isEmpty() ? "DEFAULT" : body.signatureName();
      throw invalidArgument("Failed to get input map for signature: " + name);
    }
    Optional<JsonValue> instances = body.root().member("instances");
    Optional<JsonValue> inputs = body.root().member("inputs");
    checkForm(body.root(), instances, inputs);
    InputTensors tensors = new InputTensors(memory, body.sizeBytes());
    try {
      Map<SignatureTensor, JsonTensor> read =
          instances.isPresent()
              ? RowForm.read(instances.get(), signature, tensors)
              : ColumnForm.read(inputs.orElseThrow(), signature, tensors);
      return new JsonPredict(
          request(model, signature, read, options, memory, release), instances.isPresent());
    } catch (RuntimeException | Error e) {
      memory.close();
      throw e;
    }
  }

  private static void checkForm(
      JsonValue root, Optional<JsonValue> instances, Optional<JsonValue> inputs) {
    if (instances.isEmpty() && inputs.isEmpty()) {
      throw invalidArgument("Missing 'inputs' or 'instances' key");
    }
    if (instances.isPresent() && inputs.isPresent()) {
      throw invalidArgument(
          "JSON Value: "
              + JsonDump.of(root)
              + " Not formatted correctly expecting only one of 'inputs' or 'instances' keys to"
              + " exist ");
    }
    if (instances.isPresent() && !instances.get().isArray()) {
      throw invalidArgument(
          "JSON Value: " + JsonDump.of(root) + " Expecting 'instances' to be an list/array");
    }
    if (instances.isPresent() && instances.get().size() == 0) {
      throw invalidArgument("JSON Value: " + JsonDump.of(root) + " No values in 'instances' array");
    }
  }

  private static InferRequest request(
      ServedModel model,
      Signature signature,
      Map<SignatureTensor, JsonTensor> read,
      RequestOptions options,
      InputMemory memory,
      Runnable release) {
    List<Tensor> tensors = new ArrayList<>();
    read.forEach(
        (input, tensor) -> {
          ArgumentCheck.checkShape(input, tensor.shape());
          tensors.add(
              new Tensor(
                  input.spec().name(),
                  input.spec().type(),
                  tensor.shape(),
                  tensor.elements().bytes()));
        });
    long rows = DefaultRows.asked(model, tensors);
    for (SignatureTensor input : signature.inputs()) {
      if (input.defaultValue().isPresent() && !read.containsKey(input)) {
        tensors.add(DefaultRows.of(input.defaultValue().get(), rows, memory));
      }
    }
    if (signature.takesExamples()) {
      Tensor examples = tensors.remove(0);
      tensors.addAll(SerializedExamples.inputs(examples, signature, memory));
    }
    return EngineRequests.of(
        model, signature, tensors, signature.fetch(), options, memory, release);
  }
}
