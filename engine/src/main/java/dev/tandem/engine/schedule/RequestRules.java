package dev.tandem.engine.schedule;

import dev.tandem.engine.api.InferRequest;
import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ServedModel;
import dev.tandem.engine.api.ServedModel.ModelInputSpec;
import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.tensor.Shape;
import dev.tandem.engine.tensor.Tensor;
import dev.tandem.engine.tensor.TensorSpec;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether a request fits its model, before it may wait in a queue. The order of the checks and the
 * texts are Triton's, which looks at the inputs last to first.
 */
public final class RequestRules {
  private static final String BATCHING_NOTE =
      "NOTE: Setting a non-zero max_batch_size in the model config requires a batch dimension to be"
          + " prepended to each input shape. If you want to specify the full shape including the"
          + " batch dim in your input dims config, try setting max_batch_size to zero. See the"
          + " model configuration docs for more info on max_batch_size.";

  private RequestRules() {}

  /**
   * The rows that {@code request} brings; throws {@link ServingException} where it does not fit.
   */
  public static int rowsOf(InferRequest request) {
    return check(request).rows();
  }

  /**
   * The inputs of {@code request} in the model's order; throws {@link ServingException} where it
   * does not fit.
   */
  static CheckedInputs check(InferRequest request) {
    ServedModel model = request.model();
    List<Tensor> inputs = request.inputs();
    checkOutputs(request);
    @Nullable Tensor[] bySlot = new Tensor[model.inputs().size()];
    if (!assign(inputs, model, bySlot)) {
      InputNameRules.refuse(inputs, model);
    }
    int rows = checkBatch(inputs, model);
    long bytes = 0;
    for (int i = inputs.size() - 1; i >= 0; i--) {
      checkTypeAndShape(inputs.get(i), model);
    }
    for (int i = inputs.size() - 1; i >= 0; i--) {
      TensorSizes.check(inputs.get(i), model, isShapeTensor(inputs.get(i), model));
      bytes += inputs.get(i).bytes().size();
    }
    return new CheckedInputs(bySlot, rows, bytes);
  }

  /** Puts each input into its place; false where one does not belong or another is missing. */
  private static boolean assign(List<Tensor> inputs, ServedModel model, @Nullable Tensor[] bySlot) {
    for (Tensor input : inputs) {
      int slot = slotOf(model, input.name());
      if (slot < 0 || bySlot[slot] != null) {
        return false;
      }
      bySlot[slot] = input;
    }
    for (int slot = 0; slot < bySlot.length; slot++) {
      if (bySlot[slot] == null && !model.inputs().get(slot).optional()) {
        return false;
      }
    }
    return true;
  }

  private static void checkOutputs(InferRequest request) {
    if (request.outputs().isEmpty()) {
      return;
    }
    requireDistinct(request.outputs());
    for (String output : request.outputs()) {
      if (!hasOutput(request.model(), output)) {
        throw new ServingException(
            Reason.INVALID_REQUEST,
            "unexpected inference output '"
                + output
                + "' for model '"
                + request.model().name()
                + "'");
      }
    }
  }

  private static void requireDistinct(List<String> outputs) {
    if (outputs.size() == 1) {
      return;
    }
    Set<String> seen = new HashSet<>();
    for (String output : outputs) {
      if (!seen.add(output)) {
        throw invalid("output '" + output + "' already exists in request");
      }
    }
  }

  private static boolean hasOutput(ServedModel model, String name) {
    for (TensorSpec spec : model.outputs()) {
      if (spec.name().equals(name)) {
        return true;
      }
    }
    return false;
  }

  private static int checkBatch(List<Tensor> inputs, ServedModel model) {
    int maxBatchSize = model.config().maxBatchSize();
    if (maxBatchSize == 0) {
      return 1;
    }
    long rows = 0;
    for (int i = inputs.size() - 1; i >= 0; i--) {
      Tensor input = inputs.get(i);
      if (isShapeTensor(input, model)) {
        continue;
      }
      if (input.shape().rank() == 0) {
        throw invalid(
            "input '"
                + input.name()
                + "' has no shape but model requires batch dimension for '"
                + model.name()
                + "'");
      }
      if (rows == 0) {
        rows = input.shape().dim(0);
      } else if (rows != input.shape().dim(0)) {
        throw invalid(
            "input '"
                + input.name()
                + "' batch size does not match other inputs for '"
                + model.name()
                + "'");
      }
    }
    int mostRows = model.isGraphView() ? Integer.MAX_VALUE : maxBatchSize;
    if (rows > mostRows) {
      throw invalid(
          "inference request batch-size must be <= " + mostRows + " for '" + model.name() + "'");
    }
    return (int) Math.max(model.isGraphView() ? 0 : 1, rows);
  }

  private static void checkTypeAndShape(Tensor input, ServedModel model) {
    TensorSpec spec = model.inputs().get(slotOf(model, input.name())).tensor();
    if (input.type() != spec.type()) {
      throw invalid(
          "inference input '"
              + input.name()
              + "' data-type is '"
              + input.type()
              + "', but model '"
              + model.name()
              + "' expects '"
              + spec.type()
              + "'");
    }
    for (int i = 0; i < input.shape().rank(); i++) {
      if (input.shape().dim(i) == Shape.VARIABLE) {
        throw invalid(
            "All input dimensions should be specified for "
                + of(input, model)
                + ", got "
                + input.shape());
      }
    }
    Shape expected = isShapeTensor(input, model) ? spec.shape().withoutLeading() : spec.shape();
    if (!expected.accepts(input.shape())) {
      throw invalid(
          "unexpected shape for "
              + of(input, model)
              + ". Expected "
              + expected
              + ", got "
              + input.shape()
              + ". "
              + (model.config().maxBatchSize() > 0 ? BATCHING_NOTE : ""));
    }
  }

  /** The place of input {@code name} among the model's, or -1. */
  static int slotOf(ServedModel model, String name) {
    List<ModelInputSpec> specs = model.inputs();
    for (int slot = 0; slot < specs.size(); slot++) {
      if (specs.get(slot).tensor().name().equals(name)) {
        return slot;
      }
    }
    return -1;
  }

  /** Whether an input is the same for all rows of a batch, and so has no dimension for them. */
  private static boolean isShapeTensor(Tensor input, ServedModel model) {
    return model.config().maxBatchSize() > 0
        && model.config().inputs().get(slotOf(model, input.name())).shapeTensor();
  }

  static String of(Tensor input, ServedModel model) {
    return "input '" + input.name() + "' for model '" + model.name() + "'";
  }

  static ServingException invalid(String message) {
    return new ServingException(Reason.INVALID_TENSOR, message);
  }
}
