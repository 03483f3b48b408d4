package dev.tandem.kserve.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.protobuf.ByteString;
import dev.tandem.engine.api.ModelLoad;
import dev.tandem.engine.api.ModelUnload;
import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ServingException;
import dev.tandem.proto.kserve.ModelRepositoryParameter;
import dev.tandem.proto.kserve.RepositoryModelLoadRequest;
import dev.tandem.proto.kserve.RepositoryModelUnloadRequest;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ControlMessageTest {
  private static final ModelRepositoryParameter YES =
      ModelRepositoryParameter.newBuilder().setBoolParam(true).build();
  private static final ModelRepositoryParameter THREE =
      ModelRepositoryParameter.newBuilder().setInt64Param(3).build();

  @Test
  void takesAConfigurationAndFiles() {
    ModelLoad load =
        ControlMessage.load(
            RepositoryModelLoadRequest.newBuilder()
                .setModelName("m")
                .putParameters("config", text("{\"backend\":\"onnxruntime\"}"))
                .putParameters(
                    "file:1/model.onnx",
                    ModelRepositoryParameter.newBuilder()
                        .setBytesParam(ByteString.copyFromUtf8("abc"))
                        .build())
                .build());

    assertThat(load.config()).contains("backend: \"onnxruntime\"\n");
    assertThat(load.files().get("1/model.onnx")).containsExactly('a', 'b', 'c');
    assertThat(load.version()).isEmpty();
  }

  @Test
  void takesOneVersionAsANumberOrItsDigits() {
    assertThat(load("version", THREE).version()).hasValue(3);
    assertThat(load("version", text("3")).version()).hasValue(3);
    assertThat(unload("version", THREE)).isEqualTo(new ModelUnload("m", OptionalLong.of(3), false));
    assertThat(unload("unload_dependents", YES))
        .isEqualTo(new ModelUnload("m", OptionalLong.empty(), true));
  }

  @Test
  void refusesParametersOfTheWrongKind() {
    refuses(
        () -> load("version", YES),
        "invalid value type for load parameter 'version', expected int64_param or string_param.");
    refuses(
        () -> load("version", ModelRepositoryParameter.getDefaultInstance()),
        "invalid value type for load parameter 'version', expected int64_param or string_param.");
    refuses(
        () -> unload("version", YES),
        "invalid value type for 'version' parameter, expected int64_param or string_param.");
    refuses(
        () -> load("file:1/x", text("x")),
        "invalid value type for load parameter 'file:1/x', expected bytes_param.");
    refuses(
        () -> load("version", ModelRepositoryParameter.newBuilder().setInt64Param(-1).build()),
        "invalid value for parameter 'version': '-1' (expected: a number from 0)");
  }

  private static ModelLoad load(String name, ModelRepositoryParameter value) {
    return ControlMessage.load(
        RepositoryModelLoadRequest.newBuilder()
            .setModelName("m")
            .putParameters(name, value)
            .build());
  }

  private static ModelUnload unload(String name, ModelRepositoryParameter value) {
    return ControlMessage.unload(
        RepositoryModelUnloadRequest.newBuilder()
            .setModelName("m")
            .putParameters(name, value)
            .build());
  }

  private static ModelRepositoryParameter text(String value) {
    return ModelRepositoryParameter.newBuilder().setStringParam(value).build();
  }

  private static void refuses(Runnable read, String text) {
    assertThatExceptionOfType(ServingException.class)
        .isThrownBy(read::run)
        .withMessage(text)
        .extracting(ServingException::reason)
        .isEqualTo(Reason.INVALID_REQUEST);
  }
}
