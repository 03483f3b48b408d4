package dev.tandem.engine.repository;

import dev.tandem.engine.api.InferCall;
import dev.tandem.engine.api.InferRequest;
import dev.tandem.engine.api.ResponseSink;
import dev.tandem.engine.api.ServedModel;
import dev.tandem.engine.model.ModelConfig;
import dev.tandem.engine.schedule.InferTarget;
import dev.tandem.engine.stats.ModelStatistics;
import dev.tandem.engine.tensor.TensorSpec;
import java.util.List;
import java.util.Optional;

/** A loaded model as its graph describes it. */
final class GraphView implements InferTarget {
  private final LoadedModel model;
  private final WireSpecs specs;

  GraphView(LoadedModel model, WireSpecs specs) {
    this.model = model;
    this.specs = specs;
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
    return specs.inputs();
  }

  @Override
  public List<TensorSpec> outputs() {
    return specs.outputs();
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

  @Override
  public InferCall submit(InferRequest request, ResponseSink sink) {
    return model.submit(request, sink);
  }
}
