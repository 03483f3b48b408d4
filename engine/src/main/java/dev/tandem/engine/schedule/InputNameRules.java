package dev.tandem.engine.schedule;

import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ServedModel;
import dev.tandem.engine.api.ServedModel.ModelInputSpec;
import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which inputs a request may and must bring. The order of the checks and the texts are Triton's,
 * which looks at the inputs last to first.
 */
final class InputNameRules {
  private InputNameRules() {}

  /** Throws for inputs that do not belong to {@code model} or are not all of them. */
  static void refuse(List<Tensor> sent, ServedModel model) {
    List<Tensor> inputs = new ArrayList<>(sent);
    Collections.reverse(inputs);
    Set<String> given = new HashSet<>();
    for (Tensor input : inputs) {
      if (!given.add(input.name())) {
        throw RequestRules.invalid("input '" + input.name() + "' already exists in request");
      }
    }
    List<ModelInputSpec> expected = model.inputs();
    long required = expected.stream().filter(spec -> !spec.optional()).count();
    if (inputs.size() < required || inputs.size() > expected.size()) {
      throw wrongCount(inputs, model, required);
    }
    for (Tensor input : inputs) {
      if (RequestRules.slotOf(model, input.name()) < 0) {
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
    return RequestRules.invalid(
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
}
