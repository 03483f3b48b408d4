package dev.tandem.engine.testkit;

import dev.tandem.engine.api.ServedModel;
import dev.tandem.engine.model.ModelConfig;
import dev.tandem.engine.stats.ModelCounters;
import dev.tandem.engine.stats.ModelStatistics;
import dev.tandem.engine.tensor.Tensor;
import dev.tandem.engine.tensor.TensorSpec;
import java.util.List;
import java.util.Optional;

/** A model version that computes in Java. */
public record FakeModel(
    String name,
    long version,
    ModelConfig config,
    List<ModelInputSpec> inputs,
    List<TensorSpec> outputs,
    Optional<?> companion,
    Computation computation)
    implements ServedModel {

  /** What a model does with the inputs of a request, which it may only read while it runs. */
  @FunctionalInterface
  public interface Computation {
    List<Tensor> outputs(List<Tensor> inputs);
  }

  public FakeModel {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }

  public static FakeModel of(
      String name,
      long version,
      List<TensorSpec> inputs,
      List<TensorSpec> outputs,
      Computation computation) {
    return new FakeModel(
        name,
        version,
        ModelConfig.EMPTY.withName(name),
        inputs.stream().map(input -> new ModelInputSpec(input, false)).toList(),
        outputs,
        Optional.empty(),
        computation);
  }

  public FakeModel withConfig(ModelConfig value) {
    return new FakeModel(name, version, value, inputs, outputs, companion, computation);
  }

  public FakeModel withInputs(List<ModelInputSpec> value) {
    return new FakeModel(name, version, config, value, outputs, companion, computation);
  }

  /** With what a reader of companions is to have read. */
  public FakeModel withCompanion(Object value) {
    return new FakeModel(name, version, config, inputs, outputs, Optional.of(value), computation);
  }

  @Override
  public FakeModel graphView() {
    return this;
  }

  @Override
  public boolean isGraphView() {
    return true;
  }

  @Override
  public <T> Optional<T> companion(Class<T> type) {
    return companion.filter(type::isInstance).map(type::cast);
  }

  @Override
  public List<String> labels(String output) {
    return List.of();
  }

  @Override
  public ModelStatistics statistics() {
    return new ModelCounters(config.maxBatchSize(), 0).snapshot();
  }
}
