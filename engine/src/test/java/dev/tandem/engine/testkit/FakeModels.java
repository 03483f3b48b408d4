package dev.tandem.engine.testkit;

import dev.tandem.engine.tensor.DataType;
import dev.tandem.engine.tensor.Shape;
import dev.tandem.engine.tensor.Tensor;
import dev.tandem.engine.tensor.TensorBytes;
import dev.tandem.engine.tensor.TensorSpec;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** Models whose answers a test can tell by looking. */
public final class FakeModels {
  private FakeModels() {}

  /** {@code y = x / 2 + 2} on floats of any shape. */
  public static FakeModel halfPlusTwo(String name, long version) {
    return halfPlusTwo(name, version, Shape.UNKNOWN_RANK);
  }

  /** {@code y = x / 2 + 2} on floats of {@code shape}. */
  public static FakeModel halfPlusTwo(String name, long version, Shape shape) {
    return FakeModel.of(
        name,
        version,
        List.of(new TensorSpec("x", DataType.FP32, shape)),
        List.of(new TensorSpec("y", DataType.FP32, shape)),
        inputs -> List.of(halfPlusTwo(inputs.get(0))));
  }

  /** Gives each input back as the output of the same place, whatever its type. */
  public static FakeModel identity(
      String name, long version, List<TensorSpec> inputs, List<TensorSpec> outputs) {
    return FakeModel.of(
        name,
        version,
        inputs,
        outputs,
        given ->
            given.stream()
                .map(
                    tensor -> {
                      int index =
                          inputs.stream().map(TensorSpec::name).toList().indexOf(tensor.name());
                      return new Tensor(
                          outputs.get(index).name(),
                          tensor.type(),
                          tensor.shape(),
                          copy(tensor.bytes()));
                    })
                .toList());
  }

  private static Tensor halfPlusTwo(Tensor x) {
    ByteBuffer values = x.bytes().asOneRun();
    ByteBuffer halved =
        ByteBuffer.allocateDirect(values.remaining()).order(ByteOrder.LITTLE_ENDIAN);
    while (values.hasRemaining()) {
      halved.putFloat(values.getFloat() / 2 + 2);
    }
    return new Tensor("y", DataType.FP32, x.shape(), TensorBytes.wrap(halved.flip()));
  }

  private static TensorBytes copy(TensorBytes bytes) {
    ByteBuffer copy = ByteBuffer.allocateDirect((int) bytes.size());
    bytes.copyTo(copy);
    return TensorBytes.wrap(copy.flip());
  }
}
