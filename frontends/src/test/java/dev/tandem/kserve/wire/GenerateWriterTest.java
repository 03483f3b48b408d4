package dev.tandem.kserve.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tandem.engine.api.InferResponse;
import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.tensor.DataType;
import dev.tandem.engine.tensor.Lease;
import dev.tandem.engine.tensor.NativePool;
import dev.tandem.engine.tensor.Shape;
import dev.tandem.engine.tensor.Tensor;
import dev.tandem.engine.testkit.FakeModels;
import dev.tandem.engine.testkit.Tensors;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GenerateWriterTest {
  private final NativePool pool = new NativePool(0, true);

  @AfterEach
  void holdsNothing() {
    assertThat(pool.openLeases()).isZero();
  }

  @Test
  void writesMembersByNameAndLoneValuesByThemselves() {
    InferResponse response =
        response(
            "q",
            Tensors.floats("one", Shape.of(1, 1), 0.1f),
            Tensors.strings("Words", Shape.of(2), "a", "\"b\""),
            Tensors.longs("none", Shape.of(0)));

    assertThat(text(GenerateWriter.write(response, pool)))
        .isEqualTo(
            "{\"Words\":[\"a\",\"\\\"b\\\"\"],\"id\":\"q\",\"model_name\":\"m\",\"model_version\":\"1\","
                + "\"none\":[],\"one\":0.10000000149011612}");
  }

  @Test
  void whatTheServerSaysComesBeforeOutputsOfThatName() {
    InferResponse response = response("", Tensors.strings("model_name", Shape.of(1), "mine"));

    assertThat(text(GenerateWriter.write(response, pool)))
        .isEqualTo("{\"model_name\":\"m\",\"model_version\":\"1\"}");
  }

  @Test
  void anEventHasItsPrefixAndAnEmptyLine() {
    InferResponse response = response("", Tensors.longs("y", Shape.of(2), 1, 2));

    assertThat(text(GenerateWriter.event(response, pool)))
        .isEqualTo("data: {\"model_name\":\"m\",\"model_version\":\"1\",\"y\":[1,2]}\n\n");
    assertThat(text(GenerateWriter.failureEvent("it's \"late\"")))
        .isEqualTo("data: {\"error\":\"it's \\\"late\\\"\"}\n\n");
  }

  @Test
  void writesAnswersOfAnyLength() {
    float[] values = new float[100_000];
    InferResponse response = response("", Tensors.floats("y", Shape.of(values.length), values));

    assertThat(text(GenerateWriter.write(response, pool)))
        .isEqualTo(
            "{\"model_name\":\"m\",\"model_version\":\"1\",\"y\":["
                + "0.0,".repeat(values.length - 1)
                + "0.0]}");
  }

  @Test
  void refusesTypesWithoutAJsonFormAndKeepsNothing() {
    InferResponse response =
        response("", Tensors.of("y", DataType.FP16, Shape.of(1), (byte) 0, (byte) 0));

    assertThatExceptionOfType(ServingException.class)
        .isThrownBy(() -> GenerateWriter.write(response, pool))
        .withMessageStartingWith("sending FP16 data via JSON is not supported.");
  }

  /** An answer that holds memory, to be closed by whoever writes it. */
  private InferResponse response(String id, Tensor... outputs) {
    Lease share = pool.lease(1);
    return new InferResponse(FakeModels.halfPlusTwo("m", 1), id, List.of(outputs), List.of(share));
  }

  private static String text(EncodedAnswer answer) {
    try (answer) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      for (ByteBuffer run : answer.runs()) {
        byte[] piece = new byte[run.remaining()];
        run.duplicate().get(piece);
        bytes.writeBytes(piece);
      }
      assertThat(bytes.size()).isEqualTo(answer.length());
      return bytes.toString(UTF_8);
    }
  }
}
