package dev.tandem.tfserving.wire;

import dev.tandem.engine.api.InferRequest;
import dev.tandem.engine.api.RequestOptions;
import dev.tandem.engine.api.ServedModel;
import dev.tandem.engine.tensor.NativePool;
import dev.tandem.engine.tensor.Tensor;
import dev.tandem.engine.tensor.TensorBytes;
import dev.tandem.proto.tensorflow.DataType;
import dev.tandem.proto.tfserving.PredictRequest;
import dev.tandem.tfserving.signature.Signature;
import dev.tandem.tfserving.signature.SignatureTensor;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads Predict requests by their generated classes: what the hand-written way must agree with. */
final class GeneratedPredictDecoder {
  private final NativePool pool;
  private final long maxTensorBytes;

  /** {@code maxTensorBytes} bounds what the tensors of one request may take in memory. */
  public GeneratedPredictDecoder(NativePool pool, int maxTensorBytes) {
    this.pool = pool;
    this.maxTensorBytes = maxTensorBytes;
  }

  /** The request to the engine, which holds memory until it is released. */
  public InferRequest decode(
      PredictRequest request, ServedModel model, Signature signature, RequestOptions options) {
    Map<SignatureTensor, GeneratedProtoTensor> inputs = checkedInputs(request, signature);
    List<String> outputs = OutputFilter.names(signature, request.getOutputFilterList());
    ArgumentCheck.checkTypes(signature, i -> type(inputs.get(signature.inputs().get(i))));
    inputs.forEach((input, tensor) -> ArgumentCheck.checkShape(input, tensor.shape()));
    InputMemory memory = new InputMemory(pool, maxTensorBytes);
    try {
      List<Tensor> tensors = tensors(inputs, memory);
      ArgumentCheck.checkRows(model, tensors);
      return new InferRequest(model, "", tensors, outputs, options, memory::close);
    } catch (RuntimeException e) {
      memory.close();
      throw e;
    }
  }

  private Map<SignatureTensor, GeneratedProtoTensor> checkedInputs(
      PredictRequest request, Signature signature) {
    Map<SignatureTensor, GeneratedProtoTensor> inputs = new LinkedHashMap<>();
    long leftBytes = maxTensorBytes;
    @Nullable String[] names = InputNames.match(signature, request.getInputsMap());
    for (int i = 0; i < names.length; i++) {
      if (names[i] != null) {
        SignatureTensor input = signature.inputs().get(i);
        GeneratedProtoTensor tensor =
            GeneratedProtoTensor.of(
                input.alias(), request.getInputsOrThrow(names[i]), maxTensorBytes);
        if (tensor.byteSize() > leftBytes) {
          throw InputMemory.tooLarge(input.alias(), maxTensorBytes);
        }
        leftBytes -= tensor.byteSize();
        inputs.put(input, tensor);
      }
    }
    return inputs;
  }

  private static @Nullable DataType type(@Nullable GeneratedProtoTensor tensor) {
    return tensor == null ? null : tensor.type();
  }

  private static List<Tensor> tensors(
      Map<SignatureTensor, GeneratedProtoTensor> inputs, InputMemory memory) {
    List<Tensor> tensors = new ArrayList<>(inputs.size());
    inputs.forEach(
        (input, tensor) -> {
          ByteBuffer target = memory.take(input.alias(), tensor.byteSize());
          tensor.writeTo(target);
          tensors.add(
              new Tensor(
                  input.spec().name(),
                  input.spec().type(),
                  tensor.shape(),
                  TensorBytes.wrap(target.flip())));
        });
    return tensors;
  }
}
