package dev.tandem.engine.schedule;

import static java.util.Objects.requireNonNull;

import dev.tandem.engine.api.InferRequest;
import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ServedModel;
import dev.tandem.engine.api.ServedModel.ModelInputSpec;
import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.tensor.Shape;
import dev.tandem.engine.tensor.Tensor;
import dev.tandem.engine.tensor.TensorSpec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether a request fits its model, before it may wait in a queue. The order of the checks and the
 * texts are Triton's, which looks at the inputs last to first.
 */
final class RequestRules {
  private static final String BATCHING_NOTE =
      "NOTE: Setting a non-zero max_batch_size in the model config requires a batch dimension to be prepended to each input shape. If you"
          + " want to specify the full shape including the batch dim in your input dims config, try setting max_batch_size to zero. See the"
          + " model configuration docs for more info on max_batch_size.";

  private RequestRules() {}

  /**
   * The rows that {@code request} brings to a batch, at least 1; throws {@link ServingException}
   * where it does not fit.
   */
  static int rows(InferRequest request) {
    ServedModel model = request.model();
    List<Tensor> inputs = new ArrayList<>(request.inputs());
    Collections.reverse(inputs);
    checkOutputs(request);
    checkInputNames(inputs, model);
    int rows = checkBatch(inputs, model);
    for (Tensor input : inputs) {
      checkTypeAndShape(input, model);
    }
    for (Tensor input : inputs) {
      TensorSizes.check(input, model);
    }
    return rows;
  }

  private static void checkOutputs(InferRequest request) {
    if (request.outputs().isEmpty()) {
      return;
    }
    Set<String> seen = new HashSet<>();
    for (String output : request.outputs()) {
      if (!seen.add(output)) {
        throw invalid("output '" + output + "' already exists in request");
      }
    }
    for (String output : request.outputs()) {
      if (request.model().outputs().stream().noneMatch(spec -> spec.name().equals(output))) {
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

  private static void checkInputNames(List<Tensor> inputs, ServedModel model) {
    Set<String> given = new HashSet<>();
    for (Tensor input : inputs) {
      if (!given.add(input.name())) {
        throw invalid("input '" + input.name() + "' already exists in request");
      }
    }
    List<ModelInputSpec> expected = model.inputs();
    long required = expected.stream().filter(spec -> !spec.optional()).count();
    if (inputs.size() < required || inputs.size() > expected.size()) {
      throw wrongCount(inputs, model, required);
    }
    for (Tensor input : inputs) {
      if (find(model, input.name()) == null) {
        throw new ServingException(
            Reason.INVALID_REQUEST,
            "unexpected inference input '" + input.name() + "' for model '" + model.name() + "'");
      }
    }
    for (ModelInputSpec spec : expected) {
      if (!spec.optional() && !given.contains(spec.tensor().name())) {
        throw wrongCount(inputs, model, required);
      }
    }
  }

  private static ServingException wrongCount(
      List<Tensor> inputs, ServedModel model, long required) {
    int all = model.inputs().size();
    String expected =
        required == all
            ? "expected " + all + " inputs but got "
            : "expected number of inputs between " + required + " and " + all + " but got ";
    List<String> given = inputs.stream().map(Tensor::name).toList();
    List<String> missing =
        model.inputs().stream()
            .filter(spec -> !spec.optional())
            .map(spec -> spec.tensor().name())
            .filter(name -> !given.contains(name))
            .toList();
    return invalid(
        expected
            + inputs.size()
            + " inputs for model '"
            + model.name()
            + "'. Got input(s) ["
            + quoted(given)
            // Triton prints no opening bracket for an empty list here, and clients compare.
            + "], but missing required input(s) "
            + (missing.isEmpty() ? "]" : "[" + quoted(missing) + "]")
            + ". Please provide all required input(s).");
  }

  private static String quoted(List<String> names) {
    return names.isEmpty() ? "" : "'" + String.join("','", names) + "'";
  }

  private static int checkBatch(List<Tensor> inputs, ServedModel model) {
    int maxBatchSize = model.config().maxBatchSize();
    if (maxBatchSize == 0) {
      return 1;
    }
    long rows = 0;
    for (Tensor input : inputs) {
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
    if (rows > maxBatchSize && !model.isGraphView()) {
      throw invalid(
          "inference request batch-size must be <= "
              + maxBatchSize
              + " for '"
              + model.name()
              + "'");
    }
    return (int) Math.max(1, rows);
  }

  private static void checkTypeAndShape(Tensor input, ServedModel model) {
    TensorSpec spec = requireNonNull(find(model, input.name()), input.name()).tensor();
    String of = "input '" + input.name() + "' for model '" + model.name() + "'";
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
            "All input dimensions should be specified for " + of + ", got " + input.shape());
      }
    }
    if (!spec.shape().accepts(input.shape())) {
      throw invalid(
          "unexpected shape for "
              + of
              + ". Expected "
              + spec.shape()
              + ", got "
              + input.shape()
              + ". "
              + (model.config().maxBatchSize() > 0 ? BATCHING_NOTE : ""));
    }
  }

  private static @Nullable ModelInputSpec find(ServedModel model, String name) {
    for (ModelInputSpec spec : model.inputs()) {
      if (spec.tensor().name().equals(name)) {
        return spec;
      }
    }
    return null;
  }

  static ServingException invalid(String message) {
    return new ServingException(Reason.INVALID_TENSOR, message);
  }
}
