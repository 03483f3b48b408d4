package dev.tandem.tfserving.signature;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.engine.tensor.DataType;
import dev.tandem.engine.tensor.Shape;
import dev.tandem.engine.tensor.TensorSpec;
import dev.tandem.engine.testkit.FakeModel;
import dev.tandem.engine.testkit.FakeModels;
import dev.tandem.proto.tensorflow.SignatureDef;
import dev.tandem.proto.tensorflow.TensorInfo;
import java.util.List;
import org.junit.jupiter.api.Test;

class SignatureTest {
  private static final FakeModel MODEL =
      FakeModels.identity(
          "m",
          3,
          List.of(
              spec("ids:0", DataType.INT64, Shape.of(-1, 128)),
              spec("age", DataType.BYTES, Shape.SCALAR)),
          List.of(
              spec("z", DataType.INT64, Shape.UNKNOWN_RANK),
              spec("b:1", DataType.BYTES, Shape.of(2))));

  @Test
  void sortsByAlias() {
    Signature signature = GraphSignature.of(MODEL.inputs(), MODEL.outputs());

    assertThat(signature.inputAliases()).containsExactly("age", "ids");
    assertThat(signature.outputAliases()).containsExactly("b", "z");
  }

  @Test
  void knowsOnlyTheDefault() {
    Signatures signatures = Signatures.of(MODEL);

    assertThat(signatures.find("")).isEqualTo(signatures.find("serving_default")).isPresent();
    assertThat(signatures.find("predict")).isEmpty();
  }

  @Test
  void describesModelAsSignatureDef() {
    SignatureDef def = Signatures.of(MODEL).definitions().getSignatureDefOrThrow("serving_default");

    assertThat(def.getMethodName()).isEqualTo("tensorflow/serving/predict");
    assertThat(def.getDefaultsCount()).isZero();
    assertThat(lines(def.getInputsOrThrow("ids")))
        .isEqualTo(
            "name: \"ids:0\" dtype: DT_INT64 tensor_shape { dim { size: -1 } dim { size: 128 } }");
    assertThat(lines(def.getInputsOrThrow("age")))
        .isEqualTo("name: \"age:0\" dtype: DT_STRING tensor_shape { }");
    assertThat(lines(def.getOutputsOrThrow("z")))
        .isEqualTo("name: \"z:0\" dtype: DT_INT64 tensor_shape { unknown_rank: true }");
    assertThat(lines(def.getOutputsOrThrow("b")))
        .isEqualTo("name: \"b:1\" dtype: DT_STRING tensor_shape { dim { size: 2 } }");
  }

  private static String lines(TensorInfo info) {
    return info.toString().strip().replaceAll("\\s+", " ");
  }

  private static TensorSpec spec(String name, DataType type, Shape shape) {
    return new TensorSpec(name, type, shape);
  }
}
