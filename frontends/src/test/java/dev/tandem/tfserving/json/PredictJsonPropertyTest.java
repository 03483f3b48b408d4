package dev.tandem.tfserving.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.engine.api.InferRequest;
import dev.tandem.engine.api.RequestOptions;
import dev.tandem.engine.tensor.DataType;
import dev.tandem.engine.tensor.NativePool;
import dev.tandem.engine.tensor.Shape;
import dev.tandem.engine.tensor.Tensor;
import dev.tandem.engine.tensor.TensorSpec;
import dev.tandem.engine.testkit.FakeModel;
import dev.tandem.engine.testkit.FakeModels;
import dev.tandem.tfserving.signature.GraphSignature;
import dev.tandem.tfserving.wire.InputMemory;
import dev.tandem.tfserving.wire.TfServingException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class PredictJsonPropertyTest {
  private static final List<TensorSpec> INPUTS =
      List.of(
          new TensorSpec("x", DataType.FP32, Shape.UNKNOWN_RANK),
          new TensorSpec("s", DataType.BYTES, Shape.UNKNOWN_RANK));
  private static final FakeModel TWO = FakeModels.identity("m", 1, INPUTS, INPUTS);
  private static final FakeModel ONE =
      FakeModels.identity("m", 1, INPUTS.subList(0, 1), INPUTS.subList(0, 1));
  private static final List<String> BODIES =
      List.of(
          "{\"instances\": [{\"x\": [1, 2.5], \"s\": \"a\"}, {\"x\": [3, 4], \"s\": {\"b64\": \"\"}}]}",
          "{\"inputs\": {\"x\": [[1, 2], [3, 4]], \"s\": [[\"a\"], [\"b\"]]}}",
          "{\"signature_name\": \"serving_default\", \"instances\": [{\"x\": 1, \"s\": \"\"}]}");

  private final NativePool pool = new NativePool(1 << 20, true);

  /** Whatever a body holds, it is taken or refused, and a refusal leaves no memory behind. */
  @Property(tries = 2000)
  void takesOrRefusesDamagedBodies(
      @ForAll @IntRange(max = 2) int which,
      @ForAll @Size(max = 4) List<@IntRange(max = 120) Integer> positions,
      @ForAll @Size(min = 4, max = 4) List<@IntRange(max = 15) Integer> characters) {
    byte[] body = BODIES.get(which).getBytes(UTF_8);
    for (int i = 0; i < positions.size(); i++) {
      body[positions.get(i) % body.length] = (byte) "[]{},:\"xs1.e-n \\".charAt(characters.get(i));
    }

    try {
      read(TWO, body).release().run();
    } catch (TfServingException e) {
      assertThat(e.text()).isNotEmpty();
    }

    assertThat(pool.openLeases()).isZero();
  }

  /** Both forms of the same numbers are the same tensor. */
  @Property(tries = 300)
  void readsRowsLikeColumns(
      @ForAll @Size(min = 1, max = 20) List<@Size(value = 3) List<Float>> rows) {
    String json = rows.toString();

    Tensor inRows = copied(ONE, "{\"instances\": " + json + "}");
    Tensor inColumns = copied(ONE, "{\"inputs\": {\"x\": " + json + "}}");

    List<Float> expected = rows.stream().flatMap(List::stream).toList();
    assertThat(inRows.shape()).isEqualTo(Shape.of(rows.size(), 3));
    assertThat(inColumns.shape()).isEqualTo(inRows.shape());
    assertThat(floats(inRows)).isEqualTo(expected);
    assertThat(floats(inColumns)).isEqualTo(expected);
  }

  private InferRequest read(FakeModel model, byte[] body) {
    return PredictJsonReader.read(
            InferenceBody.parse(ByteBuffer.wrap(body)),
            model,
            GraphSignature.of(model.inputs(), model.outputs()),
            RequestOptions.NONE,
            new InputMemory(pool, 1 << 16),
            InferRequest.NOTHING_TO_RELEASE)
        .request();
  }

  private Tensor copied(FakeModel model, String body) {
    InferRequest request = read(model, body.getBytes(UTF_8));
    Tensor copy = model.computation().outputs(request.inputs()).get(0);
    request.release().run();
    return copy;
  }

  private static List<Float> floats(Tensor tensor) {
    ByteBuffer bytes = tensor.bytes().run(0);
    Float[] values = new Float[bytes.remaining() / Float.BYTES];
    Arrays.setAll(values, i -> bytes.getFloat(i * Float.BYTES));
    return List.of(values);
  }
}
