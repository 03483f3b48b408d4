package dev.tandem.tfserving.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tandem.engine.api.InferRequest;
import dev.tandem.engine.api.RequestOptions;
import dev.tandem.engine.api.ServedModel.ModelInputSpec;
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
import io.grpc.Status;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;

/** Reads bodies for tests, and knows whether that left memory behind. */
final class BodyReading {
  static final FakeModel FLOATS = model(input("x", DataType.FP32));
  static final FakeModel TWO = model(input("age", DataType.INT32), input("name:0", DataType.BYTES));

  private final NativePool pool = new NativePool(1 << 20, true);

  long openLeases() {
    return pool.openLeases();
  }

  void refuses(FakeModel model, String body, String text) {
    assertThatExceptionOfType(TfServingException.class)
        .isThrownBy(() -> read(model, body))
        .withMessage(text)
        .extracting(TfServingException::code)
        .isEqualTo(Status.Code.INVALID_ARGUMENT);
  }

  /** The tensors, whose bytes are copied so that the request's memory can go back. */
  List<Tensor> read(FakeModel model, String body) {
    InferRequest request = request(model, body);
    List<Tensor> copies =
        FakeModels.identity(
                "copy",
                1,
                model.inputs().stream().map(ModelInputSpec::tensor).toList(),
                model.inputs().stream().map(ModelInputSpec::tensor).toList())
            .computation()
            .outputs(request.inputs());
    request.release().run();
    return copies;
  }

  InferRequest request(FakeModel model, String body) {
    InferenceBody parsed = InferenceBody.parse(ByteBuffer.wrap(body.getBytes(UTF_8)));
    return PredictJsonReader.read(
            parsed,
            model,
            GraphSignature.of(model.inputs(), model.outputs()),
            RequestOptions.NONE,
            new InputMemory(pool, 1 << 16),
            InferRequest.NOTHING_TO_RELEASE)
        .request();
  }

  static Tensor named(List<Tensor> tensors, String name) {
    return tensors.stream().filter(tensor -> tensor.name().equals(name)).findFirst().orElseThrow();
  }

  static String hex(Tensor tensor) {
    ByteBuffer bytes = ByteBuffer.allocate((int) tensor.bytes().size());
    tensor.bytes().copyTo(bytes);
    return HexFormat.of().formatHex(bytes.array());
  }

  static FakeModel model(TensorSpec... inputs) {
    return FakeModels.identity("m", 1, List.of(inputs), List.of(inputs));
  }

  static TensorSpec input(String name, DataType type) {
    return new TensorSpec(name, type, Shape.UNKNOWN_RANK);
  }
}
