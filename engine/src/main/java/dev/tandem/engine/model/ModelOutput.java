package dev.tandem.engine.model;

import dev.tandem.engine.tensor.DataType;
import dev.tandem.engine.tensor.Shape;
import java.util.Optional;

/**
 * One output of a model as its clients see it. Without a batch dimension; an absent type and empty
 * dims mean that the configuration left them out.
 */
public record ModelOutput(
    String name,
    Optional<DataType> type,
    Shape dims,
    String labelFilename,
    Optional<Shape> reshape,
    boolean shapeTensor,
    boolean nonLinearFormatIo) {

  /** A plain output with nothing but what every output has. */
  public static ModelOutput of(String name, DataType type, Shape dims) {
    return new ModelOutput(name, Optional.of(type), dims, "", Optional.empty(), false, false);
  }

  public ModelOutput withType(DataType newType) {
    return new ModelOutput(
        name, Optional.of(newType), dims, labelFilename, reshape, shapeTensor, nonLinearFormatIo);
  }

  public ModelOutput withDims(Shape newDims) {
    return new ModelOutput(
        name, type, newDims, labelFilename, reshape, shapeTensor, nonLinearFormatIo);
  }

  public ModelOutput withReshape(Shape newReshape) {
    return new ModelOutput(
        name, type, dims, labelFilename, Optional.of(newReshape), shapeTensor, nonLinearFormatIo);
  }

  /** The dims that the model itself produces: those of {@code reshape} where there is one. */
  public Shape modelDims() {
    return reshape.orElse(dims);
  }
}
