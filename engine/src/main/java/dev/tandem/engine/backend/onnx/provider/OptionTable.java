package dev.tandem.engine.backend.onnx.provider;

import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ServingException;
import java.util.Map;
import java.util.TreeMap;

/**
 * The settings that an execution accelerator takes in a configuration.
 *
 * @param accelerator for messages
 */
record OptionTable(String accelerator, Map<String, Option> options) {

  /** What a setting is for ONNX Runtime. */
  record Option(String ortName, OptionType type) {}

  OptionTable {
    options = Map.copyOf(options);
  }

  /**
   * {@code given} as ONNX Runtime takes it; a value that says nothing is left out.
   *
   * @param model for messages
   */
  Map<String, String> toOrt(String model, Map<String, String> given) {
    Map<String, String> result = new TreeMap<>();
    given.forEach(
        (name, value) -> {
          Option option = options.get(name);
          if (option == null) {
            throw refused(
                model,
                "unknown parameter '%s' is provided for %s Execution Accelerator"
                    .formatted(name, accelerator));
          }
          if (!value.isEmpty()) {
            result.put(option.ortName(), toOrt(model, name, value, option.type()));
          }
        });
    return result;
  }

  private String toOrt(String model, String name, String value, OptionType type) {
    return type.toOrt()
        .apply(value)
        .orElseThrow(
            () ->
                refused(
                    model,
                    "parameter '%s' of %s Execution Accelerator: '%s' (expected: %s)"
                        .formatted(name, accelerator, value, type.expected())));
  }

  static ServingException refused(String model, String text) {
    return new ServingException(Reason.INVALID_REQUEST, "model '" + model + "': " + text);
  }
}
