package dev.tandem.kserve.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tandem.engine.api.ModelLoad;
import dev.tandem.engine.api.ModelUnload;
import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ServingException;
import java.nio.ByteBuffer;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ControlBodyTest {
  private static final String NOT_POLLED =
      "failed to load 'm', failed to poll from model repository";

  @ParameterizedTest
  @ValueSource(strings = {"", "{}", "{'parameters':{}}", "[]"})
  void loadsAllOfTheModelWhereNothingElseIsSaid(String body) {
    ModelLoad load = load(body);

    assertThat(load).isEqualTo(ModelLoad.of("m"));
  }

  @Test
  void takesAConfigurationInJson() {
    ModelLoad load =
        load(
            "{'parameters':{'config':'{\\'backend\\': \\'onnxruntime\\', \\'maxBatchSize\\': 8,"
                + " \\'input\\': [{\\'data_type\\': \\'TYPE_INT8\\', \\'dims\\': [-1, \\'4\\']}],"
                + " \\'parameters\\': {\\'from\\': {\\'string_value\\': \\'request\\'}}}'}}");

    assertThat(load.config().orElseThrow())
        .isEqualTo(
            """
            max_batch_size: 8
            input {
              data_type: TYPE_INT8
              dims: -1
              dims: 4
            }
            parameters {
              key: "from"
              value {
                string_value: "request"
              }
            }
            backend: "onnxruntime"
            """);
  }

  @Test
  void takesFilesInBase64() {
    ModelLoad load =
        load("{'parameters':{'file:1/model.onnx':'AQID','config':'{}','file:1/data/x':''}}");

    assertThat(load.files()).containsOnlyKeys("1/model.onnx", "1/data/x");
    assertThat(load.files().get("1/model.onnx")).containsExactly(1, 2, 3);
    assertThat(load.config()).contains("");
  }

  @ParameterizedTest
  @ValueSource(strings = {"3", "'3'", "'003'"})
  void takesOneVersion(String version) {
    assertThat(load("{'parameters':{'version':" + version + "}}").version()).hasValue(3);
    assertThat(unload("{'parameters':{'version':" + version + "}}").version()).hasValue(3);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "'{'",
        "{'colour': 3}",
        "{'input': 5}",
        "{'max_batch_size': 'many'}",
        "[]",
        "null",
        "",
        "{'name': 'm'}}",
      })
  void doesNotLoadWhatIsNoConfiguration(String config) {
    String escaped = config.replace("'", "\\'");

    refuses("{'parameters':{'config':'" + escaped + "'}}", Reason.NOT_IN_REPOSITORY, NOT_POLLED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../x",
        "1/../../x",
        "/etc/passwd",
        "1//x",
        "1/./x",
        "",
        "1/",
        "..",
        "1\\\\x",
        "1/\\u0000"
      })
  void keepsFilesInsideOfTheModel(String path) {
    refuses(
        "{'parameters':{'config':'{}','file:" + path + "':'AQID'}}",
        Reason.NOT_IN_REPOSITORY,
        NOT_POLLED);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'parameters':{'file:1/model.onnx':'AQID'}} | NOT_IN_REPOSITORY | " + NOT_POLLED,
        "{'parameters':{'config':'{}','file:1/x':'***'}} | NOT_IN_REPOSITORY | " + NOT_POLLED,
        "{'parameters':{'config':5}} | MALFORMED_BODY | attempt to access JSON non-string as string",
        "{'parameters':{'what':'x'}} | MALFORMED_BODY | unexpected error on creating Triton parameter",
        "{'parameters':[]} | MALFORMED_BODY | attempt to access JSON non-object as object",
        "{'parameters':{'version':-1}} | INVALID_REQUEST | invalid value for parameter 'version':"
            + " neither a version number nor its digits (expected: a number from 0)",
        "{'parameters':{'version':'3a'}} | INVALID_REQUEST | invalid value for parameter 'version':"
            + " '3a' (expected: a number from 0)",
        "{'parameters':{'version':'9223372036854775808'}} | INVALID_REQUEST | invalid value for"
            + " parameter 'version': '9223372036854775808' (expected: a number from 0)",
        "{'parameters':{'version':''}} | INVALID_REQUEST | invalid value for parameter 'version':"
            + " '' (expected: a number from 0)",
        "{ | MALFORMED_BODY | failed to parse the request JSON buffer: Missing a name for object"
            + " member. at 1",
      },
      quoteCharacter = '`')
  void refusesWhatItCannotRead(String body, Reason reason, String text) {
    refuses(body, reason, text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"..", ".", "a/b", "../m", "a\\b"})
  void refusesNamesThatLeadElsewhere(String name) {
    assertThatExceptionOfType(ServingException.class)
        .isThrownBy(() -> ControlBody.load(name, ByteBuffer.allocate(0)))
        .withMessage(
            "invalid model name '%s', model name must not contain path traversal characters", name)
        .extracting(ServingException::reason)
        .isEqualTo(Reason.INVALID_REQUEST);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'parameters':{'unload_dependents':true}} | true",
        "{'parameters':{'unload_dependents':false}} | false",
        "{'parameters':{'unload_dependents':'yes'}} | false",
        "{'parameters':{'what':true}} | false",
        "{'parameters':[]} | false",
        "{} | false",
      },
      quoteCharacter = '`')
  void unloadsDependentsOnlyWhereThatIsSaid(String body, boolean dependents) {
    assertThat(unload(body)).isEqualTo(new ModelUnload("m", OptionalLong.empty(), dependents));
  }

  private static void refuses(String body, Reason reason, String text) {
    assertThatExceptionOfType(ServingException.class)
        .isThrownBy(() -> load(body))
        .withMessage(text)
        .extracting(ServingException::reason)
        .isEqualTo(reason);
  }

  private static ModelLoad load(String body) {
    return ControlBody.load("m", bytes(body));
  }

  private static ModelUnload unload(String body) {
    return ControlBody.unload("m", bytes(body));
  }

  private static ByteBuffer bytes(String body) {
    return ByteBuffer.wrap(body.replace('\'', '"').getBytes(UTF_8));
  }
}
