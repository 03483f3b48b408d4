package dev.tandem.engine.repository;

import dev.tandem.engine.model.Ensemble;
import dev.tandem.engine.model.Ensemble.Step;
import dev.tandem.engine.model.ModelConfig;
import dev.tandem.engine.model.ModelInput;
import dev.tandem.engine.model.ModelOutput;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the configuration of an ensemble must obey by itself, whatever its parts are. */
final class EnsembleRules {
  private EnsembleRules() {}

  static void check(ModelConfig config, Ensemble ensemble, Findings findings) {
    String name = config.name();
    findings.check(
        () ->
            Require.that(
                !ensemble.steps().isEmpty(), "must specify 'step' for ensemble '" + name + "'"));
    for (int i = 0; i < ensemble.steps().size(); i++) {
      Step step = ensemble.steps().get(i);
      String place = " in step " + i + " of ensemble '" + name + "'";
      findings.check(
          () -> Require.that(!step.modelName().isEmpty(), "must specify 'model_name'" + place));
      findings.check(
          () -> Require.that(!step.inputMap().isEmpty(), "must specify 'input_map'" + place));
      findings.check(
          () -> Require.that(!step.outputMap().isEmpty(), "must specify 'output_map'" + place));
    }
    findings.check(
        () ->
            Require.that(
                config.instanceGroups().isEmpty(),
                "instance group should not be specified for ensemble '" + name + "'"));
    findings.check(
        () ->
            Require.that(
                config.optimization().isEmpty(),
                "optimization should not be specified for ensemble '" + name + "'"));
    findings.check(
        () ->
            Require.that(
                config.modelWarmup().isEmpty(),
                "model_warmup can not be specified for ensemble '" + name + "'"));
    if (findings.isEmpty()) {
      findings.check(() -> checkTensors(config, ensemble));
    }
  }

  private static void checkTensors(ModelConfig config, Ensemble ensemble) {
    String name = config.name();
    Set<String> written = new HashSet<>();
    Set<String> read = new HashSet<>();
    config.inputs().stream().map(ModelInput::name).forEach(written::add);
    Map<String, Step> producers = new HashMap<>();
    for (Step step : ensemble.steps()) {
      read.addAll(step.inputMap().values());
      for (String tensor : step.outputMap().values()) {
        Require.that(
            written.add(tensor),
            "ensemble tensor '"
                + tensor
                + "' can appear in an output map only once for ensemble '"
                + name
                + "'");
        producers.put(tensor, step);
      }
    }
    for (ModelInput input : config.inputs()) {
      // The stray quote is Triton's, whose users search for it.
      Require.that(
          read.contains(input.name()),
          "ensemble input '" + input.name() + "' for ensemble " + name + "' is not used");
    }
    for (ModelOutput output : config.outputs()) {
      Require.that(
          producers.containsKey(output.name()),
          "ensemble output '" + output.name() + "' for ensemble " + name + "' is not used");
    }
    Set<String> reached = reached(config, ensemble.steps());
    for (ModelOutput output : config.outputs()) {
      Require.that(
          reached.contains(output.name()), notWritten(output.name(), name, producers, reached));
    }
    for (String tensor : producers.keySet()) {
      boolean isOutput = config.outputs().stream().anyMatch(o -> o.name().equals(tensor));
      boolean isUsed = isOutput || read.contains(tensor);
      Require.that(isUsed, "ensemble tensor '" + tensor + "' is unused in ensemble '" + name + "'");
    }
  }

  /** The tensors that come to be from the inputs. */
  private static Set<String> reached(ModelConfig config, List<Step> steps) {
    Set<String> reached = new HashSet<>();
    config.inputs().stream().map(ModelInput::name).forEach(reached::add);
    boolean more = true;
    while (more) {
      more = false;
      for (Step step : steps) {
        if (reached.containsAll(step.inputMap().values())) {
          more |= reached.addAll(step.outputMap().values());
        }
      }
    }
    return reached;
  }

  private static String notWritten(
      String output, String ensemble, Map<String, Step> producers, Set<String> reached) {
    String text = "output '" + output + "' for ensemble '" + ensemble + "' is not written";
    Step step = producers.get(output);
    if (step == null) {
      return text;
    }
    return step.inputMap().values().stream()
        .filter(tensor -> !reached.contains(tensor))
        .findFirst()
        .map(
            tensor ->
                text
                    + ": at least one of its depending tensors, '"
                    + tensor
                    + "', is not connected")
        .orElse(text);
  }
}
