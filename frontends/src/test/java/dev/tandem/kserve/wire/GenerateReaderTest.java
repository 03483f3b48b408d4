package dev.tandem.kserve.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tandem.engine.api.InferRequest;
import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.tensor.DataType;
import dev.tandem.engine.tensor.NativePool;
import dev.tandem.engine.tensor.Shape;
import dev.tandem.engine.tensor.Tensor;
import dev.tandem.engine.tensor.TensorSpec;
import dev.tandem.engine.testkit.FakeModel;
import dev.tandem.engine.testkit.Tensors;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GenerateReaderTest {
  private static final FakeModel MODEL =
      model(
          new TensorSpec("text", DataType.BYTES, Shape.of(-1, 1)),
          new TensorSpec("weights", DataType.FP32, Shape.of(-1, 2)),
          new TensorSpec("half", DataType.FP16, Shape.of(-1)),
          new TensorSpec("on", DataType.BOOL, Shape.of(1)));

  private final NativePool pool = new NativePool(0, true);
  private final GenerateReader reader = new GenerateReader(pool);
  private boolean released;

  private static FakeModel model(TensorSpec... inputs) {
    return FakeModel.of("m", 1, List.of(inputs), List.of(), given -> List.of());
  }

  @AfterEach
  void holdsNothing() {
    assertThat(pool.openLeases()).isZero();
  }

  @Test
  void readsLoneValuesAndArraysIntoTheShapesOfTheModel() {
    InferRequest request =
        read("{\"weights\":[1,2.5,3,-4e1],\"text\":\"\\u00e9\",\"on\":true,\"id\":\"a\"}");

    assertThat(request.id()).isEqualTo("a");
    assertThat(request.inputs()).extracting(Tensor::name).containsExactly("weights", "text", "on");
    assertThat(request.inputs())
        .extracting(Tensor::shape)
        .containsExactly(Shape.of(2, 2), Shape.of(1, 1), Shape.of(1));
    assertThat(Tensors.floatsOf(request.inputs().get(0))).containsExactly(1, 2.5f, 3, -40);
    assertThat(Tensors.stringsOf(request.inputs().get(1))).containsExactly("é");
    assertThat(Tensors.bytesOf(request.inputs().get(2))).containsExactly(1);
    request.release().run();
    assertThat(released).isTrue();
  }

  @Test
  void takesEverythingElseForParametersAlsoOneLevelDown() {
    InferRequest request =
        read("{\"n\":3,\"t\":0.5,\"parameters\":{\"s\":\"x\",\"text\":[\"a\",\"b\"],\"b\":false}}");

    assertThat(request.options().parameters())
        .containsOnlyKeys("n", "t", "s", "b")
        .containsEntry("n", 3L)
        .containsEntry("t", 0.5)
        .containsEntry("s", "x")
        .containsEntry("b", false);
    assertThat(Tensors.stringsOf(request.inputs().get(0))).containsExactly("a", "b");
    request.release().run();
  }

  @Test
  void leavesAnInputThatComesTwiceToTheEngine() {
    InferRequest request = read("{\"on\":true,\"on\":false}");

    assertThat(request.inputs()).extracting(Tensor::name).containsExactly("on", "on");
    request.release().run();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[1] | MALFORMED_BODY | attempt to get members for non-object",
        "{\"weights\":[1,2,3]} | INVALID_REQUEST | The schema can not convert input 'weights' to tensor with proper shape",
        "{\"weights\":[1,\"x\"]} | MALFORMED_BODY | Unable to parse 'data': attempt to access JSON non-number as double",
        "{\"weights\":[[1,2],3]} | MALFORMED_BODY | Unable to parse 'data': Shape does not match true shape of 'data' field",
        "{\"on\":1} | MALFORMED_BODY | Unable to parse 'data': attempt to access JSON non-boolean as boolean",
        "{\"on\":{}} | MALFORMED_BODY | Unable to parse 'data': attempt to access JSON non-boolean as boolean",
        "{\"text\":{\"a\":\"b\"}} | MALFORMED_BODY | Unable to parse JSON bytes array: attempt to access JSON non-string as string",
        "{\"half\":1} | INVALID_REQUEST | receiving FP16 data via JSON is not supported. Please use the binary data format for input half",
        "{\"id\":1} | MALFORMED_BODY | Unable to parse 'id': attempt to access JSON non-string as string",
        "{\"p\":[1]} | INVALID_REQUEST | parameter 'p' has invalid type. It should be either 'int', 'bool', or 'string'.",
        "{\"parameters\":3} | MALFORMED_BODY | Expected JSON object for keyword: 'parameters': attempt to access JSON non-object as object",
        "{\"parameters\":{\"on\":3}} | MALFORMED_BODY | Converting keyword: 'parameters': Unable to parse 'data': attempt to access JSON non-boolean as boolean",
        "{\"weights\":[1,2],\"on\":3} | MALFORMED_BODY | Unable to parse 'data': attempt to access JSON non-boolean as boolean"
      })
  void saysWhatIsWrong(String body, Reason reason, String message) {
    assertThatExceptionOfType(ServingException.class)
        .isThrownBy(() -> read(body))
        .withMessage(message)
        .satisfies(failure -> assertThat(failure.reason()).isEqualTo(reason));
  }

  @Test
  void knowsNoNestedParametersWhereAnInputHasTheirName() {
    FakeModel model = model(new TensorSpec("parameters", DataType.BYTES, Shape.of(1)));

    assertThatExceptionOfType(ServingException.class)
        .isThrownBy(() -> read("{\"parameters\":\"x\"}", model))
        .withMessage("Keyword 'parameters' for nested schema also given as input tensor name");
  }

  private InferRequest read(String body) {
    return read(body, MODEL);
  }

  private InferRequest read(String body, FakeModel model) {
    return reader.read(ByteBuffer.wrap(body.getBytes(UTF_8)), model, () -> released = true);
  }
}
