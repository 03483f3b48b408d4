package dev.tandem.tfserving.wire;

import dev.tandem.engine.api.InferRequest;
import dev.tandem.engine.api.RequestOptions;
import dev.tandem.engine.api.ServedModel;
import dev.tandem.engine.tensor.NativePool;
import dev.tandem.engine.tensor.Tensor;
import dev.tandem.proto.tensorflow.DataType;
import dev.tandem.tfserving.signature.Signature;
import dev.tandem.tfserving.signature.SignatureTensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Turns Predict messages into engine requests, refusing them in TensorFlow Serving's order. */
public final class PredictDecoder {
  private final NativePool pool;
  private final long maxTensorBytes;
  private final ExampleFeed examples;

  /**
   * @param maxTensorBytes what the tensors of one request may take in memory
   * @param examples what reads the input of signatures that take tf.Examples
   */
  public PredictDecoder(NativePool pool, int maxTensorBytes, ExampleFeed examples) {
    this.pool = pool;
    this.maxTensorBytes = maxTensorBytes;
    this.examples = examples;
  }

  /** The request to the engine, which runs {@code release} and gives memory back when released. */
  public InferRequest decode(
      PredictMessage request,
      ServedModel model,
      Signature signature,
      RequestOptions options,
      Runnable release) {
    @Nullable ProtoTensor[] given = checkedInputs(request, signature);
    List<String> outputs = OutputFilter.names(signature, request.outputFilter());
    ArgumentCheck.checkTypes(signature, i -> type(given[i]));
    checkShapes(signature, given);
    InputMemory memory = new InputMemory(pool, maxTensorBytes);
    try {
      List<Tensor> tensors = tensors(signature, given, memory);
      if (signature.takesExamples()) {
        tensors = new ArrayList<>(examples.inputs(tensors.get(0), signature, memory));
      }
      tensors.addAll(signature.constants());
      ArgumentCheck.checkRows(model, tensors);
      Runnable both =
          () -> {
            memory.close();
            release.run();
          };
      return new InferRequest(model, "", tensors, outputs, options, both);
    } catch (RuntimeException e) {
      memory.close();
      throw e;
    }
  }

  /** What the request gives for each input in the signature's order, or null. */
  private @Nullable ProtoTensor[] checkedInputs(PredictMessage request, Signature signature) {
    @Nullable String[] names = InputNames.match(signature, request.inputs());
    @Nullable ProtoTensor[] given = new ProtoTensor[names.length];
    long leftBytes = maxTensorBytes;
    for (int i = 0; i < names.length; i++) {
      TensorMessage message = names[i] == null ? null : request.inputs().get(names[i]);
      if (message != null) {
        String alias = signature.inputs().get(i).alias();
        ProtoTensor tensor = ProtoTensor.of(alias, message, maxTensorBytes);
        if (tensor.byteSize() > leftBytes) {
          throw InputMemory.tooLarge(alias, maxTensorBytes);
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
      Signature signature, @Nullable ProtoTensor[] given, InputMemory memory) {
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
      } else if (input.defaultValue().isPresent()) {
        tensors.add(input.defaultValue().get());
      }
    }
    return tensors;
  }
}
