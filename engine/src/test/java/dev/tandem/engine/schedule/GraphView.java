package dev.tandem.engine.schedule;

import dev.tandem.engine.api.ServedModel;
import dev.tandem.engine.model.ModelConfig;
import dev.tandem.engine.stats.ModelStatistics;
import dev.tandem.engine.tensor.TensorSpec;
import java.util.List;
import java.util.Optional;

/** A model as a dialect without a configuration sees it. */
record GraphView(ServedModel model, List<ModelInputSpec> inputs, List<TensorSpec> outputs)
    implements ServedModel {
  GraphView {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }

  /** With the shapes of the configuration. */
  static GraphView of(ServedModel model) {
    return new GraphView(model, model.inputs(), model.outputs());
  }

  @Override
  public String name() {
    return model.name();
  }

  @Override
  public long version() {
    return model.version();
  }

  @Override
  public ModelConfig config() {
    return model.config();
  }

  @Override
  public List<String> labels(String output) {
    return model.labels(output);
  }

  @Override
  public ModelStatistics statistics() {
    return model.statistics();
  }

  @Override
  public ServedModel graphView() {
    return this;
  }

  @Override
  public boolean isGraphView() {
    return true;
  }

  @Override
  public <T> Optional<T> companion(Class<T> type) {
    return model.companion(type);
  }
}
