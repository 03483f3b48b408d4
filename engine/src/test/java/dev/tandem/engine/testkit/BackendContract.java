package dev.tandem.engine.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.backend.Backend;
import dev.tandem.engine.backend.Backend.ModelSource;
import dev.tandem.engine.backend.BackendInstance;
import dev.tandem.engine.backend.BackendModel;
import dev.tandem.engine.model.Device;
import dev.tandem.engine.model.ModelConfig;
import dev.tandem.engine.model.ModelInput;
import dev.tandem.engine.model.ModelOutput;
import dev.tandem.engine.tensor.DataType;
import dev.tandem.engine.tensor.NativePool;
import dev.tandem.engine.tensor.Shape;
import dev.tandem.engine.tensor.Tensor;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the engine relies on in every backend. */
public abstract class BackendContract {
  private static final List<String> OUTPUTS = List.of("OUTPUT0", "OUTPUT1");

  protected final NativePool pool = new NativePool(1 << 20, true);

  protected abstract Backend backend();

  /**
   * A model that answers OUTPUT0 with INPUT0 and OUTPUT1 with INPUT1, all of {@code type}, with
   * batches of at most 8 and one variable dimension.
   */
  protected abstract ModelSource identity(DataType type);

  protected static ModelConfig identityConfig(DataType type) {
    Shape dims = Shape.of(Shape.VARIABLE);
    return ModelConfig.EMPTY
        .withName("identity")
        .withMaxBatchSize(8)
        .withInputs(
            List.of(ModelInput.of("INPUT0", type, dims), ModelInput.of("INPUT1", type, dims)))
        .withOutputs(
            List.of(ModelOutput.of("OUTPUT0", type, dims), ModelOutput.of("OUTPUT1", type, dims)));
  }

  @AfterEach
  void everyLeaseIsBack() {
    assertThat(pool.openLeases()).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void handsBackTheSameBytes(DataType type) {
    List<Tensor> inputs = inputs(type, Shape.of(2, 3));

    try (BackendModel model = backend().open(identity(type));
        BackendInstance instance = model.newInstance(Device.CPU);
        RecordingResultSink sink = new RecordingResultSink()) {
      instance.execute(inputs, OUTPUTS, sink);

      for (int i = 0; i < inputs.size(); i++) {
        Tensor output = sink.output("OUTPUT" + i);
        assertThat(output.type()).isEqualTo(type);
        assertThat(output.shape()).isEqualTo(Shape.of(2, 3));
        assertThat(Tensors.bytesOf(output)).isEqualTo(Tensors.bytesOf(inputs.get(i)));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void handsBackTensorsWithoutElements(DataType type) {
    try (BackendModel model = backend().open(identity(type));
        BackendInstance instance = model.newInstance(Device.CPU);
        RecordingResultSink sink = new RecordingResultSink()) {
      instance.execute(
          List.of(
              Tensors.of("INPUT0", type, Shape.of(1, 0)),
              Tensors.of("INPUT1", type, Shape.of(1, 0))),
          OUTPUTS,
          sink);

      assertThat(sink.output("OUTPUT0").shape()).isEqualTo(Shape.of(1, 0));
      assertThat(sink.output("OUTPUT0").bytes().size()).isZero();
    }
  }

  @Test
  void handsOverOneResultThatIsTheLast() {
    try (BackendModel model = backend().open(identity(DataType.FP32));
        BackendInstance instance = model.newInstance(Device.CPU);
        RecordingResultSink sink = new RecordingResultSink()) {
      instance.execute(inputs(DataType.FP32, Shape.of(1, 4)), OUTPUTS, sink);

      assertThat(sink.lasts()).containsExactly(true);
    }
  }

  @Test
  void listsOutputsByNameWhateverTheOrderOfTheRequest() {
    try (BackendModel model = backend().open(identity(DataType.FP32));
        BackendInstance instance = model.newInstance(Device.CPU);
        RecordingResultSink sink = new RecordingResultSink()) {
      instance.execute(inputs(DataType.FP32, Shape.of(1, 4)), List.of("OUTPUT1", "OUTPUT0"), sink);

      assertThat(sink.results().get(0).outputs())
          .extracting(Tensor::name)
          .containsExactly("OUTPUT0", "OUTPUT1");
    }
  }

  @Test
  void givesOnlyTheOutputsWanted() {
    try (BackendModel model = backend().open(identity(DataType.FP32));
        BackendInstance instance = model.newInstance(Device.CPU)) {
      for (String wanted : OUTPUTS) {
        try (RecordingResultSink sink = new RecordingResultSink()) {
          instance.execute(inputs(DataType.FP32, Shape.of(1, 4)), List.of(wanted), sink);

          assertThat(sink.results().get(0).outputs())
              .extracting(Tensor::name)
              .containsExactly(wanted);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"FP32", "BYTES"})
  void resultsOutliveTheirInputsAndTheirModel(DataType type) {
    List<Tensor> inputs = inputs(type, Shape.of(1, 4));
    byte[] expected = Tensors.bytesOf(inputs.get(0));

    try (RecordingResultSink sink = new RecordingResultSink()) {
      try (BackendModel model = backend().open(identity(type));
          BackendInstance instance = model.newInstance(Device.CPU)) {
        instance.execute(inputs, OUTPUTS, sink);
      }
      for (Tensor input : inputs) {
        ByteBuffer memory = input.bytes().run(0);
        memory.put(new byte[memory.remaining()]);
      }

      assertThat(Tensors.bytesOf(sink.output("OUTPUT0"))).isEqualTo(expected);
    }
  }

  @Test
  void handsOverNothingWhereARunFailsAndServesTheNext() {
    List<Tensor> inputs = inputs(DataType.FP32, Shape.of(1, 4));

    try (BackendModel model = backend().open(identity(DataType.FP32));
        BackendInstance instance = model.newInstance(Device.CPU);
        RecordingResultSink sink = new RecordingResultSink()) {
      assertThatThrownBy(() -> instance.execute(inputs.subList(0, 1), OUTPUTS, sink))
          .isInstanceOf(ServingException.class);
      assertThat(sink.results()).isEmpty();
      assertThat(pool.openLeases()).isZero();

      instance.execute(inputs, OUTPUTS, sink);
      assertThat(sink.lasts()).containsExactly(true);
    }
  }

  @Test
  void instancesOfOneModelServeSideBySide() {
    try (BackendModel model = backend().open(identity(DataType.FP32));
        BackendInstance first = model.newInstance(Device.CPU);
        BackendInstance second = model.newInstance(Device.CPU);
        RecordingResultSink firstSink = new RecordingResultSink();
        RecordingResultSink secondSink = new RecordingResultSink()) {
      first.execute(inputs(DataType.FP32, Shape.of(1, 4)), OUTPUTS, firstSink);
      second.execute(inputs(DataType.FP32, Shape.of(2, 2)), OUTPUTS, secondSink);

      assertThat(firstSink.output("OUTPUT1").shape()).isEqualTo(Shape.of(1, 4));
      assertThat(secondSink.output("OUTPUT1").shape()).isEqualTo(Shape.of(2, 2));
    }
  }

  private static List<Tensor> inputs(DataType type, Shape shape) {
    if (type == DataType.BYTES) {
      String[] strings = new String[Math.toIntExact(shape.elementCount())];
      for (int i = 0; i < strings.length; i++) {
        strings[i] = "string".repeat(i * i);
      }
      return List.of(
          Tensors.strings("INPUT0", shape, strings), Tensors.strings("INPUT1", shape, strings));
    }
    return List.of(
        Tensors.counting("INPUT0", type, shape), Tensors.counting("INPUT1", type, shape));
  }
}
