package dev.tandem.engine.ensemble;

import dev.tandem.engine.api.ServedModel;
import dev.tandem.engine.model.ModelConfig;
import dev.tandem.engine.schedule.InferTarget;
import dev.tandem.engine.stats.ModelStatistics;
import dev.tandem.engine.tensor.TensorSpec;
import dev.tandem.engine.testkit.SampleModel;
import java.util.List;
import java.util.Optional;

/** A model that an ensemble is made of, as its configuration describes it. */
abstract class PartModel implements InferTarget {
  private final SampleModel model;

  PartModel(ModelConfig config) {
    model = SampleModel.of(config);
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
  public List<ModelInputSpec> inputs() {
    return model.inputs();
  }

  @Override
  public List<TensorSpec> outputs() {
    return model.outputs();
  }

  @Override
  public List<String> labels(String output) {
    return List.of();
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
    return false;
  }

  @Override
  public <T> Optional<T> companion(Class<T> type) {
    return Optional.empty();
  }
}
