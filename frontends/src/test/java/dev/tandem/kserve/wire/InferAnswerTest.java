package dev.tandem.kserve.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tandem.engine.api.InferResponse;
import dev.tandem.engine.tensor.DataType;
import dev.tandem.engine.tensor.Shape;
import dev.tandem.engine.tensor.Tensor;
import dev.tandem.engine.tensor.TensorBytes;
import dev.tandem.engine.testkit.FakeModels;
import dev.tandem.protobuf.WireWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class InferAnswerTest {
  @Property(tries = 500)
  void writesWhatTheGeneratedClassesWrite(
      @ForAll String model,
      @ForAll long version,
      @ForAll String id,
      @ForAll @Size(max = 3) List<String> names,
      @ForAll @Size(max = 4) List<@LongRange(min = 0) Long> dims,
      @ForAll @Size(max = 3) List<byte[]> runs)
      throws IOException {
    TensorBytes bytes = TensorBytes.wrap(runs.stream().map(InferAnswerTest::direct).toList());
    List<Tensor> outputs =
        names.stream().map(name -> new Tensor(name, DataType.FP64, Shape.of(dims), bytes)).toList();
    InferResponse response =
        new InferResponse(FakeModels.halfPlusTwo(model, version), id, outputs, List.of());

    assertThat(written(response)).isEqualTo(GeneratedInferWriter.write(response).toByteArray());
  }

  @Test
  void writesTensorsLargerThanTheChunk() throws IOException {
    Tensor output =
        new Tensor("y", DataType.UINT8, Shape.of(1000), TensorBytes.wrap(direct(new byte[1000])));
    InferResponse response =
        new InferResponse(FakeModels.halfPlusTwo("m", 1), "", List.of(output), List.of());

    assertThat(written(response)).isEqualTo(GeneratedInferWriter.write(response).toByteArray());
  }

  @Test
  void refusesToBeLargerThanAMessageCanBe() {
    List<ByteBuffer> runs = Collections.nCopies(2048, ByteBuffer.allocateDirect(1 << 20));
    Tensor output = new Tensor("y", DataType.UINT8, Shape.of(1L << 31), TensorBytes.wrap(runs));
    InferResponse response =
        new InferResponse(FakeModels.halfPlusTwo("m", 1), "", List.of(output), List.of());

    assertThatExceptionOfType(ArithmeticException.class)
        .isThrownBy(() -> new InferAnswer(response));
  }

  private static byte[] written(InferResponse response) throws IOException {
    InferAnswer answer = new InferAnswer(response);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    WireWriter writer = new WireWriter(bytes, new byte[64]);
    answer.writeTo(writer);
    writer.flush();
    assertThat(answer.size()).isEqualTo(bytes.size());
    return bytes.toByteArray();
  }

  private static ByteBuffer direct(byte[] bytes) {
    return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
  }
}
