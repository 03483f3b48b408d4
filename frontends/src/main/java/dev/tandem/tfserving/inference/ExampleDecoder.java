package dev.tandem.tfserving.inference;

import dev.tandem.engine.api.InferRequest;
import dev.tandem.engine.api.RequestOptions;
import dev.tandem.engine.api.ServedModel;
import dev.tandem.engine.tensor.Tensor;
import dev.tandem.proto.tensorflow.DataType;
import dev.tandem.tfserving.example.ExampleTensors;
import dev.tandem.tfserving.example.Examples;
import dev.tandem.tfserving.signature.Signature;
import dev.tandem.tfserving.signature.SignatureTensor;
import dev.tandem.tfserving.wire.ArgumentCheck;
import dev.tandem.tfserving.wire.EngineRequests;
import dev.tandem.tfserving.wire.InputMemory;
import java.util.ArrayList;
import java.util.List;

/** Turns the examples of a request into the engine's. */
public final class ExampleDecoder {
  private ExampleDecoder() {}

  /**
   * The request to the engine for {@code outputs}, which holds {@code memory} until it is released;
   * then runs {@code release}.
   */
  public static ExampleRequest decode(
      Examples examples,
      ServedModel model,
      Signature signature,
      List<String> outputs,
      RequestOptions options,
      InputMemory memory,
      Runnable release) {
    try {
      List<Tensor> tensors = new ArrayList<>(tensors(examples, signature, memory));
      InferRequest request =
          EngineRequests.of(model, signature, tensors, outputs, options, memory, release);
      return new ExampleRequest(request, examples.count());
    } catch (RuntimeException | Error e) {
      memory.close();
      throw e;
    }
  }

  private static List<Tensor> tensors(Examples examples, Signature signature, InputMemory memory) {
    if (signature.takesExamples()) {
      return ExampleTensors.ofFeatures(examples, signature.featureColumns(), memory);
    }
    ArgumentCheck.checkTypes(signature, index -> DataType.DT_STRING);
    SignatureTensor input = signature.inputs().get(0);
    Tensor serialized = ExampleTensors.serialized(examples, input.spec().name(), memory);
    ArgumentCheck.checkShape(input, serialized.shape());
    return List.of(serialized);
  }
}
