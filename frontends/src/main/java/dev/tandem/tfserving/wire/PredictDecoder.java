package dev.tandem.tfserving.wire;

import dev.tandem.engine.api.InferRequest;
import dev.tandem.engine.api.RequestOptions;
import dev.tandem.engine.api.ServedModel;
import dev.tandem.engine.tensor.Tensor;
import dev.tandem.proto.tensorflow.DataType;
import dev.tandem.tfserving.signature.Signature;
import dev.tandem.tfserving.signature.SignatureTensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Turns Predict messages into engine requests, refusing them in TensorFlow Serving's order. */
public final class PredictDecoder {
  private final ExampleFeed examples;

  /** {@code examples} reads the input of signatures that take tf.Examples. */
  public PredictDecoder(ExampleFeed examples) {
    this.examples = examples;
  }

  /**
   * The request to the engine, which holds {@code memory} until it is released; then runs {@code
   * release}.
   */
  public InferRequest decode(
      PredictMessage request,
      ServedModel model,
      Signature signature,
      RequestOptions options,
      InputMemory memory,
      Runnable release) {
    request.checkNames();
    @Nullable ProtoTensor[] given = checkedInputs(request, signature, memory.maxBytes());
    List<String> outputs = OutputFilter.names(signature, request.outputFilter());
    ArgumentCheck.checkTypes(signature, i -> type(given[i]));
    checkShapes(signature, given);
    try {
      List<Tensor> tensors = tensors(model, signature, given, memory);
      if (signature.takesExamples()) {
        tensors = new ArrayList<>(examples.inputs(tensors.get(0), signature, memory));
      }
      return EngineRequests.of(model, signature, tensors, outputs, options, memory, release);
    } catch (RuntimeException | Error e) {
      memory.close();
      throw e;
    }
  }

  /** What the request gives for each input in the signature's order, or null. */
  private static @Nullable ProtoTensor[] checkedInputs(
      PredictMessage request, Signature signature, long maxBytes) {
    @Nullable String[] names = InputNames.match(signature, request.inputs());
    @Nullable ProtoTensor[] given = new ProtoTensor[names.length];
    long leftBytes = maxBytes;
    for (int i = 0; i < names.length; i++) {
      TensorMessage message = names[i] == null ? null : request.inputs().get(names[i]);
      if (message != null) {
        String alias = signature.inputs().get(i).alias();
        ProtoTensor tensor = ProtoTensor.of(alias, message, maxBytes);
        if (tensor.byteSize() > leftBytes) {
          throw InputMemory.tooLarge(alias, maxBytes);
        }
        leftBytes -= tensor.byteSize();
        given[i] = tensor;
      }
    }
    return given;
  }

  private static @Nullable DataType type(@Nullable ProtoTensor tensor) {
    return tensor == null ? null : tensor.type();
  }

  private static void checkShapes(Signature signature, @Nullable ProtoTensor[] given) {
    for (int i = 0; i < given.length; i++) {
      ProtoTensor tensor = given[i];
      if (tensor != null) {
        ArgumentCheck.checkShape(signature.inputs().get(i), tensor.shape());
      }
    }
  }

  private static List<Tensor> tensors(
      ServedModel model, Signature signature, @Nullable ProtoTensor[] given, InputMemory memory) {
    List<Tensor> tensors = new ArrayList<>(given.length + signature.constants().size());
    for (int i = 0; i < given.length; i++) {
      SignatureTensor input = signature.inputs().get(i);
      ProtoTensor tensor = given[i];
      if (tensor != null) {
        tensors.add(
            new Tensor(
                input.spec().name(),
                input.spec().type(),
                tensor.shape(),
                tensor.bytes(input.alias(), memory)));
      }
    }
    if (tensors.size() < given.length) {
      addDefaults(tensors, model, signature, given, memory);
    }
    return tensors;
  }

  private static void addDefaults(
      List<Tensor> tensors,
      ServedModel model,
      Signature signature,
      @Nullable ProtoTensor[] given,
      InputMemory memory) {
    long rows = DefaultRows.asked(model, tensors);
    for (int i = 0; i < given.length; i++) {
      SignatureTensor input = signature.inputs().get(i);
      if (given[i] == null && input.defaultValue().isPresent()) {
        tensors.add(DefaultRows.of(input.defaultValue().get(), rows, memory));
      }
    }
  }
}
