package dev.tandem.engine.schedule;

import dev.tandem.engine.api.InferRequest;
import dev.tandem.engine.model.ModelConfig;
import dev.tandem.engine.model.ModelInput;
import dev.tandem.engine.model.ModelOutput;
import dev.tandem.engine.tensor.DataType;
import dev.tandem.engine.tensor.Lease;
import dev.tandem.engine.tensor.NativePool;
import dev.tandem.engine.tensor.Shape;
import dev.tandem.engine.tensor.Tensor;
import dev.tandem.engine.tensor.TensorBytes;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How tensors as clients know them become tensors as the model knows them, and back; made once for
 * a model version.
 */
public final class ExecutionPlan {
  private final NativePool pool;
  private final List<String> outputNames;
  private final Map<String, Reshape> inputReshapes = new HashMap<>();
  private final Map<String, Reshape> outputReshapes = new HashMap<>();

  public ExecutionPlan(ModelConfig config, NativePool pool) {
    this.pool = pool;
    int batchDims = config.maxBatchSize() > 0 ? 1 : 0;
    outputNames = config.outputs().stream().map(ModelOutput::name).toList();
    for (ModelInput input : config.inputs()) {
      input
          .reshape()
          .ifPresent(
              shape ->
                  inputReshapes.put(input.name(), new Reshape(input.dims(), shape, batchDims)));
    }
    for (ModelOutput output : config.outputs()) {
      output
          .reshape()
          .ifPresent(
              shape ->
                  outputReshapes.put(output.name(), new Reshape(shape, output.dims(), batchDims)));
    }
  }

  List<String> outputNames() {
    return outputNames;
  }

  /**
   * The tensors as the model wants them, each fixed-size one as one native run: where it lies, or
   * copied into a lease that is added to {@code leases}.
   */
  List<Tensor> gather(InferRequest request, List<Lease> leases) {
    List<Tensor> inputs = request.inputs();
    boolean reshaping = !request.model().isGraphView();
    List<Tensor> gathered = new ArrayList<>(inputs.size());
    for (Tensor input : inputs) {
      TensorBytes bytes = input.bytes();
      if (input.type() != DataType.BYTES && !bytes.isOneNativeRun()) {
        Lease lease = pool.lease(Math.toIntExact(bytes.size()));
        leases.add(lease);
        ByteBuffer target = lease.view();
        bytes.copyTo(target);
        bytes = TensorBytes.wrap(target.flip());
      }
      Shape shape = reshaping ? reshaped(inputReshapes, input) : input.shape();
      gathered.add(new Tensor(input.name(), input.type(), shape, bytes));
    }
    return gathered;
  }

  /** The model's outputs as the client of {@code request} knows them. */
  List<Tensor> scatter(InferRequest request, List<Tensor> outputs) {
    if (outputReshapes.isEmpty() || request.model().isGraphView()) {
      return outputs;
    }
    return outputs.stream()
        .map(output -> output.withShape(reshaped(outputReshapes, output)))
        .toList();
  }

  private static Shape reshaped(Map<String, Reshape> reshapes, Tensor tensor) {
    Reshape reshape = reshapes.get(tensor.name());
    return reshape == null ? tensor.shape() : reshape.apply(tensor.shape());
  }
}
