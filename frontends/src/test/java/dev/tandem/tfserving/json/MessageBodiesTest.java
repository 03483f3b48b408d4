package dev.tandem.tfserving.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.engine.tensor.DataType;
import dev.tandem.engine.tensor.Shape;
import dev.tandem.engine.tensor.TensorSpec;
import dev.tandem.engine.testkit.FakeModels;
import dev.tandem.proto.tensorflow.Code;
import dev.tandem.proto.tfserving.GetModelStatusResponse;
import dev.tandem.proto.tfserving.ModelVersionStatus;
import dev.tandem.proto.tfserving.StatusProto;
import java.util.List;
import org.junit.jupiter.api.Test;

class MessageBodiesTest {
  @Test
  void writesErrorsOverThreeLines() {
    assertThat(text(MessageBodies.error("a \"b\"\né")))
        .isEqualTo("{\n    \"error\": \"a \\\"b\\\"\\né\"\n}");
  }

  @Test
  void writesStatesInSnakeCase() {
    GetModelStatusResponse response =
        GetModelStatusResponse.newBuilder()
            .addModelVersionStatus(
                ModelVersionStatus.newBuilder()
                    .setVersion(123)
                    .setState(ModelVersionStatus.State.AVAILABLE)
                    .setStatus(StatusProto.getDefaultInstance()))
            .addModelVersionStatus(
                ModelVersionStatus.newBuilder()
                    .setState(ModelVersionStatus.State.END)
                    .setStatus(
                        StatusProto.newBuilder()
                            .setErrorCode(Code.UNKNOWN)
                            .setErrorMessage("no  model")))
            .build();

    assertThat(text(MessageBodies.status(response)))
        .isEqualTo(
            """
            {
             "model_version_status": [{
              "version": "123",
              "state": "AVAILABLE",
              "status": {
               "error_code": "OK",
               "error_message": ""
              }
             }, {
              "version": "0",
              "state": "END",
              "status": {
               "error_code": "UNKNOWN",
               "error_message": "no  model"
              }
             }]
            }
            """);
  }

  @Test
  void nestsSignaturesTwice() {
    TensorSpec x = new TensorSpec("x", DataType.FP32, Shape.of(-1, 1));
    TensorSpec y = new TensorSpec("y", DataType.INT64, Shape.UNKNOWN_RANK);

    assertThat(
            text(MessageBodies.metadata(FakeModels.identity("m", 123, List.of(x), List.of(y))))
                .replaceAll("\\s", ""))
        .isEqualTo(
            ("{'model_spec':{'name':'m','version':'123','signature_name':''},"
                    + "'metadata':{'signature_def':{'signature_def':{'serving_default':{"
                    + "'inputs':{'x':{'name':'x:0','dtype':'DT_FLOAT','tensor_shape':{"
                    + "'dim':[{'size':'-1','name':''},{'size':'1','name':''}],"
                    + "'unknown_rank':false}}},"
                    + "'outputs':{'y':{'name':'y:0','dtype':'DT_INT64','tensor_shape':{"
                    + "'dim':[],'unknown_rank':true}}},"
                    + "'method_name':'tensorflow/serving/predict','defaults':{}}}}}}")
                .replace('\'', '"'));
  }

  private static String text(byte[] utf8) {
    return new String(utf8, UTF_8);
  }
}
