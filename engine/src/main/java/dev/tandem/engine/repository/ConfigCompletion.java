package dev.tandem.engine.repository;

import dev.tandem.engine.model.ConfigException;
import dev.tandem.engine.model.DynamicBatching;
import dev.tandem.engine.model.Finding;
import dev.tandem.engine.model.Finding.Kind;
import dev.tandem.engine.model.GraphInfo;
import dev.tandem.engine.model.GraphTensor;
import dev.tandem.engine.model.ModelConfig;
import dev.tandem.engine.model.ModelInput;
import dev.tandem.engine.model.ModelOutput;
import dev.tandem.engine.model.Scheduling;
import dev.tandem.engine.tensor.Shape;
import java.util.List;
import java.util.stream.Stream;

/**
 * Completes a configuration without inputs or without outputs from the model's graph. Tensors of
 * unknown rank get dims [-1] and rule out batching; inputs with a default are left to those who
 * configure them.
 */
public final class ConfigCompletion {
  private ConfigCompletion() {}

  public static ModelConfig complete(
      ModelConfig partial, GraphInfo graph, int defaultMaxBatchSize) {
    boolean inputsMissing = inputsMissing(partial);
    boolean outputsMissing = partial.outputs().isEmpty();
    if (isComplete(partial)) {
      return partial;
    }
    List<GraphTensor> inputs = required(graph);
    ModelConfig result = withBatching(partial, canBatch(graph), defaultMaxBatchSize);
    boolean batching = result.maxBatchSize() > 0;
    if (inputsMissing) {
      result = result.withInputs(inputs.stream().map(tensor -> input(tensor, batching)).toList());
    }
    if (outputsMissing) {
      result =
          result.withOutputs(
              graph.outputs().stream().map(tensor -> output(tensor, batching)).toList());
    }
    return result;
  }

  /** Whether the graph has nothing to add. */
  static boolean isComplete(ModelConfig config) {
    return !inputsMissing(config) && !config.outputs().isEmpty();
  }

  private static boolean inputsMissing(ModelConfig config) {
    return config.inputs().isEmpty() && config.batchInputs().isEmpty();
  }

  private static ModelConfig withBatching(
      ModelConfig config, boolean canBatch, int defaultMaxBatchSize) {
    if (!canBatch) {
      if (config.maxBatchSize() == 0) {
        return config;
      }
      throw new ConfigException(
          Finding.of(
                  Kind.INTERNAL,
                  "autofill failed for model '"
                      + config.name()
                      + "': model does not support batching while non-zero max_batch_size is"
                      + " specified")
              .withCorrection("max_batch_size: 0"));
    }
    ModelConfig result = config;
    if (result.maxBatchSize() == 0) {
      result = result.withMaxBatchSize(Math.max(defaultMaxBatchSize, 0));
    }
    if (result.maxBatchSize() > 1 && result.scheduling() instanceof Scheduling.None) {
      result = result.withScheduling(DynamicBatching.PLAIN);
    }
    return result;
  }

  private static List<GraphTensor> required(GraphInfo graph) {
    return graph.inputs().stream().filter(tensor -> !tensor.optional()).toList();
  }

  /** Whether every tensor that a request brings or gets has a first dimension of any size. */
  static boolean canBatch(GraphInfo graph) {
    return Stream.concat(required(graph).stream(), graph.outputs().stream())
        .allMatch(ConfigCompletion::canBatch);
  }

  private static boolean canBatch(GraphTensor tensor) {
    Shape shape = tensor.shape();
    return shape.isRankKnown() && shape.rank() > 0 && shape.dim(0) == Shape.VARIABLE;
  }

  /** A graph's input as a configuration says it. */
  static ModelInput input(GraphTensor tensor, boolean batching) {
    Shape dims = dims(tensor, batching);
    if (dims.rank() > 0) {
      return ModelInput.of(tensor.name(), tensor.type(), dims);
    }
    ModelInput scalar = ModelInput.of(tensor.name(), tensor.type(), Shape.of(1));
    return batching ? scalar.withReshape(Shape.SCALAR) : scalar;
  }

  /** A graph's output as a configuration says it. */
  static ModelOutput output(GraphTensor tensor, boolean batching) {
    Shape dims = dims(tensor, batching);
    if (dims.rank() > 0) {
      return ModelOutput.of(tensor.name(), tensor.type(), dims);
    }
    ModelOutput scalar = ModelOutput.of(tensor.name(), tensor.type(), Shape.of(1));
    return batching ? scalar.withReshape(Shape.SCALAR) : scalar;
  }

  private static Shape dims(GraphTensor tensor, boolean batching) {
    if (!tensor.shape().isRankKnown()) {
      return Shape.of(Shape.VARIABLE);
    }
    return batching ? tensor.shape().withoutLeading() : tensor.shape();
  }
}
