package dev.tandem.tfserving.wire;

import static java.util.Objects.requireNonNull;

import dev.tandem.engine.api.InferRequest;
import dev.tandem.engine.api.RequestOptions;
import dev.tandem.engine.api.ServedModel;
import dev.tandem.engine.tensor.NativePool;
import dev.tandem.engine.tensor.Shape;
import dev.tandem.engine.tensor.Tensor;
import dev.tandem.proto.tensorflow.DataType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Turns Predict messages into engine requests, refusing them in TensorFlow Serving's order. */
public final class PredictDecoder {
  private final NativePool pool;
  private final long maxTensorBytes;

  /** {@code maxTensorBytes} bounds what the tensors of one request may take in memory. */
  public PredictDecoder(NativePool pool, int maxTensorBytes) {
    this.pool = pool;
    this.maxTensorBytes = maxTensorBytes;
  }

  /** The request to the engine, which runs {@code release} and gives memory back when released. */
  public InferRequest decode(
      PredictMessage request,
      ServedModel model,
      Signature signature,
      RequestOptions options,
      Runnable release) {
    Map<SignatureTensor, ProtoTensor> inputs = checkedInputs(request, signature);
    List<String> outputs = OutputFilter.names(signature, request.outputFilter());
    ArgumentCheck.checkTypes(signature, input -> type(inputs.get(input)));
    Map<SignatureTensor, Shape> shapes = new LinkedHashMap<>();
    inputs.forEach((input, tensor) -> shapes.put(input, tensor.shape()));
    ArgumentCheck.checkShapes(model, shapes);
    InputMemory memory = new InputMemory(pool, maxTensorBytes);
    try {
      List<Tensor> tensors = tensors(inputs, memory);
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

  private Map<SignatureTensor, ProtoTensor> checkedInputs(
      PredictMessage request, Signature signature) {
    Map<SignatureTensor, ProtoTensor> inputs = new LinkedHashMap<>();
    long leftBytes = maxTensorBytes;
    for (Map.Entry<SignatureTensor, String> named :
        InputNames.match(signature, request.inputs().keySet()).entrySet()) {
      String alias = named.getKey().alias();
      ProtoTensor tensor =
          ProtoTensor.of(
              alias, requireNonNull(request.inputs().get(named.getValue())), maxTensorBytes);
      if (tensor.byteSize() > leftBytes) {
        throw InputMemory.tooLarge(alias, maxTensorBytes);
      }
      leftBytes -= tensor.byteSize();
      inputs.put(named.getKey(), tensor);
    }
    return inputs;
  }

  private static @Nullable DataType type(@Nullable ProtoTensor tensor) {
    return tensor == null ? null : tensor.type();
  }

  private static List<Tensor> tensors(
      Map<SignatureTensor, ProtoTensor> inputs, InputMemory memory) {
    List<Tensor> tensors = new ArrayList<>(inputs.size());
    inputs.forEach(
        (input, tensor) -> {
          tensors.add(
              new Tensor(
                  input.spec().name(),
                  input.spec().type(),
                  tensor.shape(),
                  tensor.bytes(input.alias(), memory)));
        });
    return tensors;
  }
}
