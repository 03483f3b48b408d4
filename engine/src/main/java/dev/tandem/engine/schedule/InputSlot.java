package dev.tandem.engine.schedule;

import dev.tandem.engine.model.ModelConfig;
import dev.tandem.engine.model.ModelInput;
import dev.tandem.engine.tensor.Shape;
import dev.tandem.engine.tensor.Tensor;
import java.util.List;
import java.util.Optional;

/** One input of a model and what becomes of it in a batch. */
record InputSlot(String name, Kind kind, Optional<Reshape> reshape) {
  enum Kind {
    /** One after the other along the first dimension. */
    ROWS,
    /** One after the other without any shape. */
    RAGGED,
    /** The same for the whole batch. */
    SHAPE
  }

  /** The inputs of a model, in its configuration's order. */
  static List<InputSlot> of(ModelConfig config) {
    int batchDims = config.maxBatchSize() > 0 ? 1 : 0;
    return config.inputs().stream().map(input -> of(input, batchDims)).toList();
  }

  private static InputSlot of(ModelInput input, int batchDims) {
    Kind kind = Kind.ROWS;
    if (input.shapeTensor()) {
      kind = Kind.SHAPE;
    } else if (input.allowRagged()) {
      kind = Kind.RAGGED;
    }
    return new InputSlot(
        input.name(),
        kind,
        input.reshape().map(shape -> new Reshape(input.dims(), shape, batchDims)));
  }

  /** The shape of {@code tensor} of {@code request} as the model knows it. */
  Shape modelShape(PendingRequest request, Tensor tensor) {
    return reshape.isPresent() && !request.request().model().isGraphView()
        ? reshape.get().apply(tensor.shape())
        : tensor.shape();
  }
}
