package dev.tandem.engine.schedule;

import dev.tandem.engine.api.InferRequest;
import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.model.TfServingBatching;
import dev.tandem.engine.tensor.Tensor;
import java.util.List;

/** What TensorFlow Serving's batching asks of a request, in its words. */
final class TfBatchRules {
  private TfBatchRules() {}

  static void check(InferRequest request, TfServingBatching batching) {
    List<Tensor> inputs = request.inputs();
    if (inputs.isEmpty()) {
      throw invalid("Batching Run() must have at least one input tensor");
    }
    for (Tensor input : inputs) {
      if (input.shape().rank() == 0) {
        throw invalid("Batching Run() input tensors must have at least one dimension");
      }
    }
    long rows = inputs.get(0).shape().dim(0);
    for (Tensor input : inputs) {
      if (input.shape().dim(0) != rows) {
        throw invalid("Batching Run() input tensors must have equal 0th-dimension size");
      }
    }
    if (rows > batching.maxBatchRows()) {
      throw invalid(
          "Task size "
              + rows
              + " is larger than maximum input batch size "
              + batching.maxBatchRows());
    }
  }

  private static ServingException invalid(String message) {
    return new ServingException(Reason.INVALID_REQUEST, message);
  }
}
