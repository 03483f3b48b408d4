package dev.tandem.benchmarks.micro;

import dev.tandem.engine.tensor.DataType;
import dev.tandem.engine.tensor.Shape;
import dev.tandem.engine.tensor.TensorSpec;
import dev.tandem.engine.testkit.FakeModel;
import dev.tandem.engine.testkit.FakeModels;
import java.util.List;

/** The model that the codecs' benchmarks ask. */
final class IdentityModel {
  private IdentityModel() {}

  static FakeModel of(int floats) {
    Shape shape = Shape.of(Shape.VARIABLE, floats);
    return FakeModels.identity(
        "id",
        1,
        List.of(new TensorSpec("INPUT", DataType.FP32, shape)),
        List.of(new TensorSpec("OUTPUT", DataType.FP32, shape)));
  }
}
