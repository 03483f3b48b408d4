package dev.tandem.engine.ensemble;

import dev.tandem.engine.api.ServedModel;
import dev.tandem.engine.api.ServedModel.ModelInputSpec;
import dev.tandem.engine.ensemble.EnsemblePlan.BranchLimit;
import dev.tandem.engine.ensemble.EnsemblePlan.Named;
import dev.tandem.engine.ensemble.EnsemblePlan.PlannedStep;
import dev.tandem.engine.model.ConfigException;
import dev.tandem.engine.model.Ensemble;
import dev.tandem.engine.model.Ensemble.Step;
import dev.tandem.engine.model.ModelConfig;
import dev.tandem.engine.model.ModelInput;
import dev.tandem.engine.model.ModelOutput;
import dev.tandem.engine.schedule.InferTarget;
import dev.tandem.engine.tensor.DataType;
import dev.tandem.engine.tensor.Shape;
import dev.tandem.engine.tensor.TensorSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes the plan of an ensemble from its configuration and the models that it is made of; throws
 * {@link ConfigException} where they do not fit together, naming the step and the tensor.
 */
public final class EnsemblePlanner {
  private final String name;
  private final ModelConfig config;
  private final Ensemble ensemble;
  private final Parts parts;
  private final Map<String, Integer> numbers = new LinkedHashMap<>();
  private final Map<String, Origin> origins = new HashMap<>();

  /** Finds the models that ensembles are made of. */
  @FunctionalInterface
  public interface Parts {
    /**
     * Version {@code version} of {@code model}, the newest where that is -1; null where it does not
     * serve.
     */
    @Nullable InferTarget find(String model, long version);
  }

  /** What a tensor is, and of which model that is known. */
  private record Origin(DataType type, Shape shape, String model) {}

  private EnsemblePlanner(ModelConfig config, Ensemble ensemble, Parts parts) {
    this.name = config.name();
    this.config = config;
    this.ensemble = ensemble;
    this.parts = parts;
  }

  public static EnsemblePlan plan(ModelConfig config, Ensemble ensemble, Parts parts) {
    return new EnsemblePlanner(config, ensemble, parts).plan();
  }

  private EnsemblePlan plan() {
    for (ModelInput input : config.inputs()) {
      learn(input.name(), new Origin(input.type().orElseThrow(), full(input.dims()), name));
    }
    for (ModelOutput output : config.outputs()) {
      learn(output.name(), new Origin(output.type().orElseThrow(), full(output.dims()), name));
    }
    List<PlannedStep> steps = new ArrayList<>();
    for (Step step : ensemble.steps()) {
      steps.add(planned(step));
    }
    EnsemblePlan plan =
        new EnsemblePlan(
            config.inputs().stream().map(input -> named(input.name(), input.name())).toList(),
            config.outputs().stream().map(output -> named(output.name(), output.name())).toList(),
            steps,
            numbers.size(),
            BranchLimit.of(ensemble.maxInflightRequests()));
    DecoupledRules.check(name, plan);
    return plan;
  }

  private Shape full(Shape dims) {
    return config.maxBatchSize() > 0 ? dims.withLeading(Shape.VARIABLE) : dims;
  }

  private Named named(String name, String tensor) {
    return new Named(name, numbers.computeIfAbsent(tensor, any -> numbers.size()));
  }

  private PlannedStep planned(Step step) {
    InferTarget model = find(step);
    checkBatchSize(model);
    List<Named> inputs = new ArrayList<>();
    for (ModelInputSpec input : model.inputs()) {
      String tensor = step.inputMap().get(input.tensor().name());
      if (tensor != null) {
        learn(tensor, origin(input.tensor(), model));
        inputs.add(named(input.tensor().name(), tensor));
      } else if (!input.optional()) {
        throw wrong(
            "input "
                + input.tensor().name()
                + " in model "
                + model.name()
                + " is not mapped to any ensemble tensors");
      }
    }
    step.inputMap()
        .forEach(
            (input, tensor) -> {
              if (model.inputs().stream().noneMatch(i -> i.tensor().name().equals(input))) {
                throw wrong(
                    "ensemble tensor "
                        + tensor
                        + " is mapping to non-existing input "
                        + input
                        + " in model "
                        + model.name());
              }
            });
    List<Named> outputs = new ArrayList<>();
    step.outputMap()
        .forEach(
            (output, tensor) -> {
              learn(tensor, origin(output(model, output, tensor), model));
              outputs.add(named(output, tensor));
            });
    return new PlannedStep(model, inputs, outputs);
  }

  private InferTarget find(Step step) {
    InferTarget model = parts.find(step.modelName(), step.modelVersion());
    if (model != null) {
      return model;
    }
    throw new ConfigException(
        step.modelVersion() < 0
            ? "ensemble '"
                + name
                + "' depends on '"
                + step.modelName()
                + "' which has no loaded version. Model '"
                + step.modelName()
                + "' loading failed with error: not loaded"
            : "ensemble '"
                + name
                + "' depends on '"
                + step.modelName()
                + "' whose required version "
                + step.modelVersion()
                + " is not loaded");
  }

  private void checkBatchSize(ServedModel model) {
    int most = model.config().maxBatchSize();
    if (config.maxBatchSize() > most) {
      throw new ConfigException(
          "ensemble "
              + name
              + " allows maximum batch size "
              + config.maxBatchSize()
              + ", but it contains model "
              + model.name()
              + " which only allows maximum batch size to be "
              + most);
    }
  }

  private TensorSpec output(ServedModel model, String output, String tensor) {
    for (TensorSpec spec : model.outputs()) {
      if (spec.name().equals(output)) {
        return spec;
      }
    }
    throw wrong(
        "ensemble tensor "
            + tensor
            + " is mapped from non-existing output "
            + output
            + " in model "
            + model.name());
  }

  private static Origin origin(TensorSpec spec, ServedModel model) {
    return new Origin(spec.type(), spec.shape(), model.name());
  }

  /** All that is known of a tensor must be the same; what is known best stays. */
  private void learn(String tensor, Origin origin) {
    Origin before = origins.putIfAbsent(tensor, origin);
    if (before == null) {
      return;
    }
    if (before.type != origin.type) {
      throw inconsistent(
          tensor, "data type", "" + before.type, before.model, "" + origin.type, origin.model);
    }
    if (!agree(before.shape, origin.shape)) {
      throw inconsistent(
          tensor, "shape", "" + before.shape, before.model, "" + origin.shape, origin.model);
    }
    Shape known = known(before.shape, origin.shape);
    if (!known.equals(before.shape)) {
      origins.put(tensor, new Origin(origin.type, known, origin.model));
    }
  }

  /** What two shapes that agree say together. */
  private static Shape known(Shape a, Shape b) {
    if (!a.isRankKnown() || !b.isRankKnown()) {
      return a.isRankKnown() ? a : b;
    }
    long[] dims = a.toArray();
    for (int i = 0; i < dims.length; i++) {
      dims[i] = dims[i] == Shape.VARIABLE ? b.dim(i) : dims[i];
    }
    return Shape.of(dims);
  }

  /** Variable dimensions go with any. */
  private static boolean agree(Shape a, Shape b) {
    if (!a.isRankKnown() || !b.isRankKnown()) {
      return true;
    }
    if (a.rank() != b.rank()) {
      return false;
    }
    for (int i = 0; i < a.rank(); i++) {
      boolean variable = a.dim(i) == Shape.VARIABLE || b.dim(i) == Shape.VARIABLE;
      if (!variable && a.dim(i) != b.dim(i)) {
        return false;
      }
    }
    return true;
  }

  private ConfigException inconsistent(
      String tensor, String what, String a, String ofA, String b, String ofB) {
    return wrong(
        "ensemble tensor "
            + tensor
            + ": inconsistent "
            + what
            + ": "
            + a
            + " is inferred from model "
            + ofA
            + " while "
            + b
            + " is inferred from model "
            + ofB);
  }

  private ConfigException wrong(String what) {
    return new ConfigException("in ensemble " + name + ", " + what);
  }
}
