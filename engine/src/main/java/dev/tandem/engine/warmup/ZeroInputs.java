package dev.tandem.engine.warmup;

import dev.tandem.engine.api.ServedModel;
import dev.tandem.engine.api.ServedModel.ModelInputSpec;
import dev.tandem.engine.model.ModelConfig;
import dev.tandem.engine.model.ModelInput;
import dev.tandem.engine.tensor.Shape;
import dev.tandem.engine.tensor.TensorSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The smallest inputs of one row that a model takes, as far as its configuration tells. */
final class ZeroInputs {
  private static final long MAX_BYTES = 16L << 20;

  private ZeroInputs() {}

  /** Empty where they would be larger than a first run is worth. */
  static Optional<List<TensorSpec>> of(ServedModel model) {
    List<ModelInputSpec> configured = model.inputs();
    List<ModelInputSpec> graph = model.graphView().inputs();
    boolean allOptional = configured.stream().allMatch(ModelInputSpec::optional);
    List<TensorSpec> inputs = new ArrayList<>();
    double bytes = 0;
    for (int i = 0; i < configured.size(); i++) {
      if (allOptional || !configured.get(i).optional()) {
        TensorSpec spec = configured.get(i).tensor();
        Shape shape =
            smallest(spec.shape(), graph.get(i).tensor().shape(), model.config(), spec.name());
        inputs.add(new TensorSpec(spec.name(), spec.type(), shape));
        bytes += size(inputs.get(inputs.size() - 1));
      }
    }
    return bytes > MAX_BYTES ? Optional.empty() : Optional.of(inputs);
  }

  /** Of an input of {@link #of}. */
  static long bytes(TensorSpec spec) {
    return (long) size(spec);
  }

  private static double size(TensorSpec spec) {
    double bytes = spec.type().isFixedSize() ? spec.type().byteSize() : Integer.BYTES;
    for (long dim : spec.shape().toArray()) {
      bytes *= dim;
    }
    return bytes;
  }

  /**
   * A dimension that the configuration leaves open is the graph's, where both count the same ones.
   */
  private static Shape smallest(Shape configured, Shape graph, ModelConfig config, String name) {
    Shape known = configured.isRankKnown() ? configured : graph;
    if (!known.isRankKnown()) {
      return Shape.of(1);
    }
    Optional<ModelInput> input =
        config.inputs().stream().filter(candidate -> candidate.name().equals(name)).findFirst();
    boolean reshaped = input.flatMap(ModelInput::reshape).isPresent();
    boolean comparable = !reshaped && graph.isRankKnown() && graph.rank() == known.rank();
    long[] dims = known.toArray();
    for (int i = 0; i < dims.length; i++) {
      if (dims[i] == Shape.VARIABLE && comparable) {
        dims[i] = graph.dim(i);
      }
      dims[i] = dims[i] == Shape.VARIABLE ? 1 : dims[i];
    }
    if (config.maxBatchSize() == 0) {
      return Shape.of(dims);
    }
    boolean shapeTensor = input.map(ModelInput::shapeTensor).orElse(false);
    dims[0] = 1;
    return shapeTensor ? Shape.of(dims).withoutLeading() : Shape.of(dims);
  }
}
