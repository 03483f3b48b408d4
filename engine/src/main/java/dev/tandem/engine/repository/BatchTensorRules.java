package dev.tandem.engine.repository;

import dev.tandem.engine.model.BatchInput;
import dev.tandem.engine.model.BatchOutput;
import dev.tandem.engine.model.ConfigNames;
import dev.tandem.engine.model.ModelConfig;
import dev.tandem.engine.model.ModelInput;
import dev.tandem.engine.model.ModelOutput;
import dev.tandem.engine.tensor.DataType;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What batch inputs and batch outputs must obey. */
final class BatchTensorRules {
  private static final Set<DataType> TYPES = EnumSet.of(DataType.INT32, DataType.FP32);

  private BatchTensorRules() {}

  static void check(ModelConfig config) {
    Set<String> inputs = config.inputs().stream().map(ModelInput::name).collect(Collectors.toSet());
    Set<String> outputs =
        config.outputs().stream().map(ModelOutput::name).collect(Collectors.toSet());
    config.batchInputs().forEach(batchInput -> check(batchInput, inputs));
    config.batchOutputs().forEach(batchOutput -> check(batchOutput, inputs, outputs));
  }

  private static void check(BatchInput batchInput, Set<String> inputs) {
    checkSourceCount("input", ConfigNames.of(batchInput.kind()), batchInput.sourceInputs());
    Require.that(
        batchInput.type().isPresent() && TYPES.contains(batchInput.type().get()),
        "batch input data type must be TYPE_INT32 or TYPE_FP32");
    checkSources(batchInput.sourceInputs(), inputs);
  }

  private static void check(BatchOutput batchOutput, Set<String> inputs, Set<String> outputs) {
    checkSourceCount("output", ConfigNames.of(batchOutput.kind()), batchOutput.sourceInputs());
    checkSources(batchOutput.sourceInputs(), inputs);
    Set<String> seen = new HashSet<>();
    for (String target : batchOutput.targetNames()) {
      Require.that(outputs.contains(target), "unknown target output name '" + target + "'");
      Require.that(
          seen.add(target), "target output name '" + target + "' can only be specified once");
    }
  }

  private static void checkSourceCount(String what, String kind, List<String> sources) {
    Require.that(
        sources.size() == 1,
        "batch " + what + " kind '" + kind + "' expects 1 source input, got " + sources.size());
  }

  private static void checkSources(List<String> sources, Set<String> inputs) {
    for (String source : sources) {
      Require.that(inputs.contains(source), "unknown source input name '" + source + "'");
    }
  }
}
