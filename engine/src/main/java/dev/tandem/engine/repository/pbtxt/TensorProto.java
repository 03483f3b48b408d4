package dev.tandem.engine.repository.pbtxt;

import dev.tandem.engine.model.ConfigException;
import dev.tandem.engine.model.ModelInput;
import dev.tandem.engine.model.ModelOutput;
import dev.tandem.engine.tensor.Shape;
import dev.tandem.proto.kserve.ModelTensorReshape;
import java.util.List;
import java.util.Optional;

/** {@link ModelInput}, {@link ModelOutput} and their messages. */
final class TensorProto {
  private TensorProto() {}

  static ModelInput read(dev.tandem.proto.kserve.ModelInput message) {
    String owner = "model input '" + message.getName() + "' ";
    return new ModelInput(
        message.getName(),
        Enums.type(message.getDataType()),
        Enums.read(ModelInput.Format.class, "FORMAT_", message.getFormat()),
        dims(message.getDimsList(), owner + "dimension"),
        message.hasReshape() ? reshape(message.getReshape(), owner) : Optional.empty(),
        message.getIsShapeTensor(),
        message.getAllowRaggedBatch(),
        message.getOptional(),
        message.getIsNonLinearFormatIo());
  }

  static ModelOutput read(dev.tandem.proto.kserve.ModelOutput message) {
    String owner = "model output '" + message.getName() + "' ";
    return new ModelOutput(
        message.getName(),
        Enums.type(message.getDataType()),
        dims(message.getDimsList(), owner + "dimension"),
        message.getLabelFilename(),
        message.hasReshape() ? reshape(message.getReshape(), owner) : Optional.empty(),
        message.getIsShapeTensor(),
        message.getIsNonLinearFormatIo());
  }

  static dev.tandem.proto.kserve.ModelInput write(ModelInput input) {
    var message =
        dev.tandem.proto.kserve.ModelInput.newBuilder()
            .setName(input.name())
            .setDataType(Enums.type(input.type()))
            .setFormat(
                dev.tandem.proto.kserve.ModelInput.Format.valueOf("FORMAT_" + input.format()))
            .addAllDims(input.dims().toList())
            .setIsShapeTensor(input.shapeTensor())
            .setAllowRaggedBatch(input.allowRagged())
            .setOptional(input.optional())
            .setIsNonLinearFormatIo(input.nonLinearFormatIo());
    input.reshape().ifPresent(shape -> message.setReshape(reshape(shape)));
    return message.build();
  }

  static dev.tandem.proto.kserve.ModelOutput write(ModelOutput output) {
    var message =
        dev.tandem.proto.kserve.ModelOutput.newBuilder()
            .setName(output.name())
            .setDataType(Enums.type(output.type()))
            .addAllDims(output.dims().toList())
            .setLabelFilename(output.labelFilename())
            .setIsShapeTensor(output.shapeTensor())
            .setIsNonLinearFormatIo(output.nonLinearFormatIo());
    output.reshape().ifPresent(shape -> message.setReshape(reshape(shape)));
    return message.build();
  }

  /** A {@link Shape} cannot hold what Triton refuses here, so it is refused here in its words. */
  static Shape dims(List<Long> dims, String subject) {
    for (long dim : dims) {
      if (dim < Shape.VARIABLE) {
        throw new ConfigException(
            subject + " must be integer >= 1, or -1 to indicate a variable-size dimension");
      }
    }
    return Shape.of(dims);
  }

  private static Optional<Shape> reshape(ModelTensorReshape message, String owner) {
    return Optional.of(dims(message.getShapeList(), owner + "reshape dimensions"));
  }

  private static ModelTensorReshape reshape(Shape shape) {
    return ModelTensorReshape.newBuilder().addAllShape(shape.toList()).build();
  }
}
