package dev.tandem.engine.testkit;

import dev.tandem.engine.api.ServedModel;
import dev.tandem.engine.model.ModelConfig;
import dev.tandem.engine.stats.ModelCounters;
import dev.tandem.engine.stats.ModelStatistics;
import dev.tandem.engine.tensor.Shape;
import dev.tandem.engine.tensor.TensorSpec;
import java.util.List;
import java.util.Optional;

/** A served model that is nothing but its configuration. */
public record SampleModel(ModelConfig config, List<ModelInputSpec> inputs, List<TensorSpec> outputs)
    implements ServedModel {
  public SampleModel {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }

  public static SampleModel of(ModelConfig config) {
    return new SampleModel(
        config,
        config.inputs().stream()
            .map(
                input ->
                    new ModelInputSpec(
                        new TensorSpec(
                            input.name(), input.type().orElseThrow(), shape(config, input.dims())),
                        input.optional()))
            .toList(),
        config.outputs().stream()
            .map(
                output ->
                    new TensorSpec(
                        output.name(), output.type().orElseThrow(), shape(config, output.dims())))
            .toList());
  }

  private static Shape shape(ModelConfig config, Shape dims) {
    return config.maxBatchSize() > 0 ? dims.withLeading(Shape.VARIABLE) : dims;
  }

  @Override
  public String name() {
    return config.name();
  }

  @Override
  public long version() {
    return 1;
  }

  @Override
  public SampleModel graphView() {
    return this;
  }

  @Override
  public boolean isGraphView() {
    return false;
  }

  @Override
  public <T> Optional<T> companion(Class<T> type) {
    return Optional.empty();
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
