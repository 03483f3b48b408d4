package dev.tandem.engine.backend.identity;

import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.backend.OutputOrder;
import dev.tandem.engine.model.ModelConfig;
import dev.tandem.engine.model.ModelInput;
import dev.tandem.engine.model.ModelOutput;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which input each output copies: the one with the same number at its end, else at its place. */
record CopyPlan(List<Copy> copies) {
  private static final Pattern TRAILING_NUMBER = Pattern.compile("[0-9]+$");

  CopyPlan {
    copies = List.copyOf(copies);
  }

  /** Names of an input and of the output that copies it. */
  record Copy(String input, String output) {}

  /** In the order in which answers list outputs. */
  static CopyPlan of(ModelConfig config) {
    List<Copy> copies = new ArrayList<>();
    for (int i = 0; i < config.outputs().size(); i++) {
      ModelOutput output = config.outputs().get(i);
      copies.add(new Copy(inputOf(config, output.name(), i), output.name()));
    }
    copies.sort(Comparator.comparing(Copy::output, OutputOrder.BY_NAME));
    return new CopyPlan(copies);
  }

  private static String inputOf(ModelConfig config, String output, int position) {
    String number = trailingNumber(output);
    if (!number.isEmpty()) {
      for (ModelInput input : config.inputs()) {
        if (trailingNumber(input.name()).equals(number)) {
          return input.name();
        }
      }
    }
    if (position < config.inputs().size()) {
      return config.inputs().get(position).name();
    }
    throw new ServingException(
        Reason.INVALID_REQUEST,
        "model '%s': output '%s' has no input to copy".formatted(config.name(), output));
  }

  private static String trailingNumber(String name) {
    Matcher matcher = TRAILING_NUMBER.matcher(name);
    return matcher.find() ? matcher.group() : "";
  }
}
