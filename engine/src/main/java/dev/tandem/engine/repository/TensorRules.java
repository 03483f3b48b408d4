package dev.tandem.engine.repository;

import dev.tandem.engine.model.ConfigException;
import dev.tandem.engine.model.ModelInput;
import dev.tandem.engine.model.ModelOutput;
import dev.tandem.engine.tensor.DataType;
import dev.tandem.engine.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What one input or output of a configuration must obey. */
final class TensorRules {
  private static final String TENSORRT_PLATFORM = "tensorrt_plan";

  private TensorRules() {}

  static void check(ModelInput input, int maxBatchSize, String platform) {
    String owner = owner("model input ", input.name());
    checkShape(owner, input.type(), input.dims(), input.reshape(), maxBatchSize);
    Require.that(
        input.format() == ModelInput.Format.NONE || input.dims().rank() == 3,
        "model input NHWC/NCHW require 3 dims");
    checkPlatform(input.shapeTensor(), input.nonLinearFormatIo(), platform);
  }

  static void check(ModelOutput output, int maxBatchSize, String platform) {
    String owner = owner("model output ", output.name());
    checkShape(owner, output.type(), output.dims(), output.reshape(), maxBatchSize);
    checkPlatform(output.shapeTensor(), output.nonLinearFormatIo(), platform);
  }

  private static String owner(String kind, String name) {
    Require.that(!name.isEmpty(), kind + "must specify 'name'");
    return kind + "'" + name + "' ";
  }

  private static void checkPlatform(boolean shapeTensor, boolean nonLinearFormat, String platform) {
    boolean tensorRt = platform.equals(TENSORRT_PLATFORM);
    Require.that(
        tensorRt || !shapeTensor, "shape tensors are only supported for TensorRT platform");
    Require.that(
        tensorRt || !nonLinearFormat,
        "Non-linear IO format is only supported for the TensorRT platform");
  }

  private static void checkShape(
      String owner,
      Optional<DataType> type,
      Shape dims,
      Optional<Shape> reshape,
      int maxBatchSize) {
    Require.that(type.isPresent(), owner + "must specify 'data_type'");
    Require.that(dims.rank() > 0, owner + "must specify 'dims'");
    Require.that(
        maxBatchSize > 0 || reshape.isEmpty() || reshape.get().rank() > 0,
        owner
            + "cannot have empty reshape for non-batching model as scalar tensors are not"
            + " supported");
    checkDims(owner + "dimension", dims);
    reshape.ifPresent(shape -> checkReshape(owner, dims, shape));
  }

  private static void checkDims(String subject, Shape shape) {
    for (long dim : shape.toArray()) {
      Require.that(
          dim >= 1 || dim == Shape.VARIABLE,
          subject + " must be integer >= 1, or -1 to indicate a variable-size dimension");
    }
  }

  /**
   * Both must have as many variable dimensions, and the same number of elements before, between and
   * after them: [2, 4, -1, 6] may become [8, -1, 1, 6].
   */
  private static void checkReshape(String owner, Shape dims, Shape reshape) {
    checkDims(owner + "reshape dimensions", reshape);
    String differentSize = owner + "has different size for dims and reshape";
    Require.that(dims.isFixed() == reshape.isFixed(), differentSize);
    List<Long> runs = runSizes(owner, dims);
    List<Long> reshapedRuns = runSizes(owner, reshape);
    Require.that(
        runs.size() == reshapedRuns.size(),
        owner + "has different number of variable-size dimensions for dims and reshape");
    Require.that(runs.equals(reshapedRuns), differentSize);
  }

  private static List<Long> runSizes(String owner, Shape shape) {
    List<Long> sizes = new ArrayList<>();
    long size = 1;
    for (long dim : shape.toArray()) {
      if (dim == Shape.VARIABLE) {
        sizes.add(size);
        size = 1;
      } else {
        size = product(owner, shape, size, dim);
      }
    }
    sizes.add(size);
    return sizes;
  }

  private static long product(String owner, Shape shape, long size, long dim) {
    try {
      return Math.multiplyExact(size, dim);
    } catch (ArithmeticException e) {
      throw new ConfigException(owner + "has more elements than fit into 64 bits: " + shape, e);
    }
  }
}
