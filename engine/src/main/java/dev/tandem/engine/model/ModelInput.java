package dev.tandem.engine.model;

import dev.tandem.engine.tensor.DataType;
import dev.tandem.engine.tensor.Shape;
import java.util.Optional;

/**
 * One input of a model as its clients see it. Without a batch dimension; an absent type and empty
 * dims mean that the configuration left them out.
 */
public record ModelInput(
    String name,
    Optional<DataType> type,
    Format format,
    Shape dims,
    Optional<Shape> reshape,
    boolean shapeTensor,
    boolean allowRagged,
    boolean optional,
    boolean nonLinearFormatIo) {

  /** How the dimensions of an image tensor are ordered. */
  public enum Format {
    NONE,
    NHWC,
    NCHW
  }

  /** A plain input with nothing but what every input has. */
  public static ModelInput of(String name, DataType type, Shape dims) {
    return new ModelInput(
        name, Optional.of(type), Format.NONE, dims, Optional.empty(), false, false, false, false);
  }

  public ModelInput withType(DataType newType) {
    return new ModelInput(
        name,
        Optional.of(newType),
        format,
        dims,
        reshape,
        shapeTensor,
        allowRagged,
        optional,
        nonLinearFormatIo);
  }

  public ModelInput withDims(Shape newDims) {
    return new ModelInput(
        name,
        type,
        format,
        newDims,
        reshape,
        shapeTensor,
        allowRagged,
        optional,
        nonLinearFormatIo);
  }

  public ModelInput withReshape(Shape newReshape) {
    return new ModelInput(
        name,
        type,
        format,
        dims,
        Optional.of(newReshape),
        shapeTensor,
        allowRagged,
        optional,
        nonLinearFormatIo);
  }

  public ModelInput withOptional(boolean newOptional) {
    return new ModelInput(
        name,
        type,
        format,
        dims,
        reshape,
        shapeTensor,
        allowRagged,
        newOptional,
        nonLinearFormatIo);
  }

  /** The dims that the model itself sees: those of {@code reshape} where there is one. */
  public Shape modelDims() {
    return reshape.orElse(dims);
  }
}
