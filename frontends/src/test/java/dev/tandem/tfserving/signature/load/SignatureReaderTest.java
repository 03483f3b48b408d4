package dev.tandem.tfserving.signature.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.tensor.DataType;
import dev.tandem.engine.tensor.Shape;
import dev.tandem.engine.tensor.Tensor;
import dev.tandem.engine.testkit.Tensors;
import dev.tandem.tfserving.signature.Signature;
import dev.tandem.tfserving.signature.SignatureTensor;
import dev.tandem.tfserving.signature.Signatures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SignatureReaderTest {
  private static final String FILE = "signatures.pbtxt";

  /** Output y, under the name that clients call it by. */
  private static final String Y = "outputs { key: 'y' value { name: 'y:0' } }";

  @TempDir Path folder;

  @Test
  void mapsSignaturesOntoPartsOfOneGraph() throws IOException {
    Signatures signatures =
        twoByTwo()
            .file(
                FILE,
                signature("serving_default", input("a", "x1") + input("b", "x2:0") + Y)
                    + signature("other", input("a", "x1") + input("x2", "x2") + output("z", "z")))
            .read();

    assertThat(signatures.all())
        .extracting(Signature::name)
        .containsExactly("other", "serving_default");
    Signature usual = signatures.find("").orElseThrow();
    assertThat(usual.inputAliases()).containsExactly("a", "b");
    assertThat(usual.input("b").orElseThrow().spec().name()).isEqualTo("x2");
    assertThat(usual.fetch()).containsExactly("y");
    assertThat(usual.methodName()).isEqualTo("tensorflow/serving/predict");
    assertThat(signatures.find("other").orElseThrow().outputAliases()).containsExactly("z");
    assertThat(signatures.find("third")).isEmpty();
  }

  @Test
  void advertisesWhatTheFileSaysAndFillsInTheRest() throws IOException {
    Signature signature =
        version()
            .input("x", DataType.FP32, Shape.UNKNOWN_RANK)
            .output("y", DataType.FP32, -1, 1)
            .file(
                FILE,
                signature(
                    "s",
                    "inputs { key: 'x' value { name: 'x' dtype: DT_INT64 tensor_shape { dim { size: 7 } } } }"
                        + Y))
            .read("s");

    SignatureTensor x = signature.inputs().get(0);
    assertThat(x.spec().type()).isEqualTo(DataType.FP32);
    assertThat(x.spec().shape()).isEqualTo(Shape.UNKNOWN_RANK);
    assertThat(lines(x))
        .isEqualTo("name: \"x:0\" dtype: DT_INT64 tensor_shape { dim { size: 7 } }");
    assertThat(lines(signature.outputs().get(0)))
        .isEqualTo(
            "name: \"y:0\" dtype: DT_FLOAT tensor_shape { dim { size: -1 } dim { size: 1 } }");
    assertThat(signature.definition().getInputsOrThrow("x")).isEqualTo(x.info());
  }

  @Test
  void givesInputsTheirDefaultsAndLeftOutOnesTheirConstants() throws IOException {
    Signature signature =
        twoByTwo()
            .file(
                FILE,
                signature(
                    "s",
                    input("a", "x1")
                        + Y
                        + "defaults { key: 'a' value { dtype: DT_FLOAT float_val: 3"
                        + " tensor_shape { dim { size: 2 } } } }"
                        + "defaults { key: 'x2' value { dtype: DT_FLOAT float_val: [5, 6]"
                        + " tensor_shape { dim { size: 2 } } } }"))
            .read("s");

    SignatureTensor a = signature.inputs().get(0);
    assertThat(a.optional()).isTrue();
    Tensor value = a.defaultValue().orElseThrow();
    assertThat(value.name()).isEqualTo("x1");
    assertThat(Tensors.floatsOf(value)).containsExactly(3, 3);
    assertThat(value.bytes().isOneNativeRun()).isTrue();
    assertThat(signature.constants()).extracting(Tensor::name).containsExactly("x2");
    assertThat(Tensors.floatsOf(signature.constants().get(0))).containsExactly(5, 6);
    assertThat(signature.definition().getDefaultsMap()).containsOnlyKeys("a", "x2");
  }

  @Test
  void leavesOutInputsThatTheModelHasValuesFor() throws IOException {
    Signature signature =
        version()
            .input("x", DataType.FP32, -1)
            .optionalInput("bias", DataType.FP32, 1)
            .output("y", DataType.FP32, -1)
            .file(FILE, signature("s", input("x", "x") + Y))
            .read("s");

    assertThat(signature.inputAliases()).containsExactly("x");
    assertThat(signature.constants()).isEmpty();
    assertThat(signature.fetch()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"inputs, tf_example:0", "inputs, tf_example", "examples, input_example_tensor:0"})
  void fillsTheModelsInputsFromExamples(String alias, String tensor) throws IOException {
    Signature signature =
        version()
            .input("age:0", DataType.INT64, -1)
            .input("text", DataType.BYTES, -1, 3)
            .optionalInput("bias", DataType.FP32, -1, 1)
            .optionalInput("scale", DataType.FP32)
            .output("y", DataType.FP32, -1)
            .file(
                FILE,
                named(
                    "s",
                    Signature.CLASSIFY_METHOD,
                    "inputs { key: '%s' value { name: '%s' dtype: DT_STRING } }"
                            .formatted(alias, tensor)
                        + output("scores", "y")))
            .read("s");

    assertThat(signature.takesExamples()).isTrue();
    assertThat(signature.inputAliases()).containsExactly(alias);
    assertThat(lines(signature.inputs().get(0)))
        .startsWith("name: \"" + tensor.replace(":0", "") + ":0\" dtype: DT_STRING tensor_shape");
    assertThat(signature.features())
        .extracting(SignatureTensor::alias, SignatureTensor::optional)
        .containsExactly(tuple("age", false), tuple("bias", true), tuple("text", false));
  }

  @Test
  void takesARealInputForStringsAsItIs() throws IOException {
    Signature signature =
        version()
            .input("tf_example:0", DataType.BYTES, -1)
            .output("y", DataType.FP32, -1)
            .file(
                FILE,
                named(
                    "s",
                    Signature.REGRESS_METHOD,
                    "inputs { key: 'inputs' value { name: 'tf_example:0' dtype: DT_STRING } }"
                        + output("outputs", "y")))
            .read("s");

    assertThat(signature.takesExamples()).isFalse();
  }

  @Test
  void passesOverWhatInitialisesSavedModels() throws IOException {
    assertThat(
            twoByTwo()
                .file(
                    FILE,
                    signature("s", input("a", "x1") + input("b", "x2") + Y)
                        + signature(
                            "__saved_model_init_op", output("__saved_model_init_op", "NoOp")))
                .read()
                .all())
        .extracting(Signature::name)
        .containsExactly("s");
  }

  /** A quote in the text stands for a double one. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "signature_def { | 1:16: Expected *",
        "signature_def {{ | 1:16: *",
        "signatures { } | *1:1:*signatures*",
        "# nothing | it has no signature_def",
        "S[a=x1 b=x2 -> y=nope] | signature 's': output 'y': the model has no output 'nope' (expected: y, z)",
        "S[a=x1 b=nope -> y=y] | signature 's': input 'b': the model has no input 'nope' (expected: x1, x2)",
        "S[a=x1 b=x2 -> y=seq] | signature 's': output 'y': 'seq' of the model is not a tensor;"
            + " for the scores of a ZipMap, convert the model with zipmap=False",
        "S[a=x1 -> y=y] | signature 's': input 'x2' of the model is missing (expected: among the"
            + " inputs or the defaults)",
        "S[a=x1 b=x2 c=x2:0 -> y=y] | signature 's': inputs 'b' and 'c' are the same tensor of the"
            + " model, 'x2'",
        "S[a=x1 b=x2 -> y=y z=y] | signature 's': outputs 'y' and 'z' are the same tensor of the"
            + " model, 'y'",
        "S[a=x1 a=x2 -> y=y] | signature 's': inputs 'a' is there twice",
        "S[a=x1 b=x2 -> y=y y=z] | signature 's': outputs 'y' is there twice",
        "S[a=x1 b=x2 -> y=y] S[a=x1 b=x2 -> y=y] | signature 's' is there twice",
        "S[a=x1 b=x2 -> ] | signature 's': it has no outputs",
        "S[a=x1 b= -> y=y] | signature 's': input 'b': it has no name (expected: that of a tensor"
            + " of the model)",
        "S[a=x1 b=x2 -> y=y D=c:DT_FLOAT:2] | signature 's': defaults 'c' is of no input there is",
        "S[a=x1 b=x2 -> y=y D=b:DT_DOUBLE:2] | signature 's': defaults 'b': double (expected:"
            + " float)",
        "S[a=x1 -> y=y D=x2:DT_FLOAT:3] | signature 's': defaults 'x2': shape [3] (expected: [2])",
        "S[a=x1 b=x2 -> y=y D=b:DT_INVALID:2] | signature 's': defaults 'b': tensor parsing error:"
            + " x2",
      })
  void refuses(String file, String text) {
    VersionFiles version = twoByTwo().skippedOutput("seq").file(FILE, expanded(file));

    assertThatThrownBy(version::read)
        .isInstanceOf(ServingException.class)
        .extracting(thrown -> ((ServingException) thrown).reason())
        .isEqualTo(Reason.INVALID_REQUEST);
    assertThatThrownBy(version::read)
        .message()
        .matches(pattern("signatures.pbtxt: " + text.replace('\'', '"')));
  }

  @Test
  void refusesModelsThatExamplesCannotFill() {
    String file =
        named(
            "s",
            Signature.CLASSIFY_METHOD,
            "inputs { key: 'inputs' value { name: 'tf_example' dtype: DT_STRING } }"
                + output("scores", "y"));

    assertThatThrownBy(
            version()
                    .input("x", DataType.FP32, -1, 8, -1)
                    .output("y", DataType.FP32, -1)
                    .file(FILE, file)
                ::read)
        .hasMessage(
            "signatures.pbtxt: signature \"s\": input \"x\" of the model cannot be filled from"
                + " tf.Examples: its shape is [-1,8,-1]");
    assertThatThrownBy(version().output("y", DataType.FP32, -1).file(FILE, file)::read)
        .hasMessage(
            "signatures.pbtxt: signature \"s\": the model has no input that tf.Examples could"
                + " fill");
  }

  @Test
  void refusesFilesThatAreNoText() throws IOException {
    Files.write(folder.resolve(FILE), new byte[] {(byte) 0xFF});
    assertThatThrownBy(twoByTwo()::read).hasMessage("signatures.pbtxt: it is not UTF-8 text");

    Files.write(folder.resolve(FILE), new byte[(16 << 20) + 1]);
    assertThatThrownBy(twoByTwo()::read)
        .hasMessage("signatures.pbtxt: it has more than 16777216 bytes");

    Files.delete(folder.resolve(FILE));
    Files.createDirectory(folder.resolve(FILE));
    assertThatThrownBy(twoByTwo()::read).hasMessage("signatures.pbtxt: it is not a file");
  }

  private VersionFiles version() {
    return new VersionFiles(folder);
  }

  /** Inputs x1 and x2, outputs y and z. */
  private VersionFiles twoByTwo() {
    return version()
        .input("x1", DataType.FP32, 2)
        .input("x2", DataType.FP32, 2)
        .output("y", DataType.FP32, 2)
        .output("z", DataType.FP32, 2);
  }

  /** {@code S[a=x -> y=y D=a:DT_FLOAT:2]} stands for a signature s of these tensors. */
  private static String expanded(String file) {
    StringBuilder text = new StringBuilder();
    for (String part : file.split("(?=S\\[)|(?<=\\])", -1)) {
      if (!part.startsWith("S[")) {
        text.append(part);
        continue;
      }
      StringBuilder content = new StringBuilder();
      String[] sides = part.substring(2, part.length() - 1).split("->", -1);
      for (String each : sides[0].strip().split(" ", -1)) {
        content.append(input(each.split("=", -1)[0], each.split("=", -1)[1]));
      }
      for (String each : sides[1].strip().split(" ", -1)) {
        if (each.startsWith("D=")) {
          String[] value = each.substring(2).split(":", -1);
          content.append(
              "defaults { key: '%s' value { dtype: %s tensor_shape { dim { size: %s } } } }"
                  .formatted(value[0], value[1], value[2]));
        } else if (!each.isEmpty()) {
          content.append(output(each.split("=", -1)[0], each.split("=", -1)[1]));
        }
      }
      text.append(signature("s", content.toString()));
    }
    return text.toString();
  }

  private static String pattern(String text) {
    return "\\Q" + text.replace("*", "\\E.*\\Q") + "\\E";
  }

  private static String lines(SignatureTensor tensor) {
    return tensor.info().toString().strip().replaceAll("\\s+", " ");
  }

  private static String input(String alias, String tensor) {
    return "inputs { key: '%s' value { name: '%s' } } ".formatted(alias, tensor);
  }

  private static String output(String alias, String tensor) {
    return "outputs { key: '%s' value { name: '%s' } } ".formatted(alias, tensor);
  }

  private static String signature(String name, String content) {
    return named(name, Signature.PREDICT_METHOD, content);
  }

  private static String named(String name, String method, String content) {
    return "signature_def { key: '%s' value { method_name: '%s' %s } } "
        .formatted(name, method, content);
  }
}
