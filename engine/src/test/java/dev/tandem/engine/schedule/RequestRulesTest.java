package dev.tandem.engine.schedule;

import static dev.tandem.engine.schedule.RequestCase.BATCHED_STRINGS;
import static dev.tandem.engine.schedule.RequestCase.NO_BATCH;
import static dev.tandem.engine.schedule.RequestCase.OPEN;
import static dev.tandem.engine.schedule.RequestCase.OPTIONAL;
import static dev.tandem.engine.schedule.RequestCase.SIMPLE;
import static dev.tandem.engine.schedule.RequestCase.STRINGS;
import static dev.tandem.engine.schedule.RequestCase.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.engine.api.InferRequest;
import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.RequestOptions;
import dev.tandem.engine.api.ServedModel;
import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.model.ModelInput;
import dev.tandem.engine.tensor.DataType;
import dev.tandem.engine.tensor.Shape;
import dev.tandem.engine.tensor.Tensor;
import dev.tandem.engine.testkit.Tensors;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RequestRulesTest {
  private static final String NOTE =
      "NOTE: Setting a non-zero max_batch_size in the model config requires a batch dimension to be"
          + " prepended to each input shape. If you want to specify the full shape including the"
          + " batch dim in your input dims config, try setting max_batch_size to zero. See the"
          + " model configuration docs for more info on max_batch_size.";

  @ParameterizedTest
  @MethodSource({
    "mistakesInNames",
    "mistakesInShapes",
    "mistakesInSizes",
    "mistakesInStrings",
    "severalMistakes"
  })
  void refusesInTritonsWords(RequestCase mistake) {
    assertThatThrownBy(() -> RequestRules.check(mistake.request()))
        .isInstanceOf(ServingException.class)
        .hasMessage(mistake.text())
        .extracting(thrown -> ((ServingException) thrown).reason())
        .isEqualTo(mistake.reason());
  }

  static Stream<RequestCase> mistakesInNames() {
    return Stream.of(
        new RequestCase(
            "7 unexpected input",
            request(SIMPLE, ints("INPUT0", 1, 16), ints("OTHER", 1, 16)),
            Reason.INVALID_REQUEST,
            "unexpected inference input 'OTHER' for model 'simple'"),
        new RequestCase(
            "8 unexpected output",
            simple(List.of("OUTPUT0", "OUTPUT9")),
            Reason.INVALID_REQUEST,
            "unexpected inference output 'OUTPUT9' for model 'simple'"),
        invalid(
            "9 missing input",
            request(SIMPLE, ints("INPUT0", 1, 16)),
            "expected 2 inputs but got 1 inputs for model 'simple'. Got input(s) ['INPUT0'], but"
                + " missing required input(s) ['INPUT1']. Please provide all required input(s)."),
        invalid(
            "10 no input",
            request(SIMPLE),
            "expected 2 inputs but got 0 inputs for model 'simple'. Got input(s) [], but missing"
                + " required input(s) ['INPUT0','INPUT1']. Please provide all required input(s)."),
        invalid(
            "9 too many inputs",
            request(SIMPLE, ints("INPUT0", 1), ints("INPUT1", 1), ints("INPUT2", 1)),
            "expected 2 inputs but got 3 inputs for model 'simple'. Got input(s)"
                + " ['INPUT2','INPUT1','INPUT0'], but missing required input(s) ]. Please provide"
                + " all required input(s)."),
        invalid(
            "11 no input where some are optional",
            request(OPTIONAL),
            "expected number of inputs between 1 and 2 but got 0 inputs for model 'optional'. Got"
                + " input(s) [], but missing required input(s) ['A']. Please provide all required"
                + " input(s)."),
        invalid(
            "11 only the optional input",
            request(OPTIONAL, Tensors.of("B", DataType.INT8, Shape.of(1), (byte) 1)),
            "expected number of inputs between 1 and 2 but got 1 inputs for model 'optional'. Got"
                + " input(s) ['B'], but missing required input(s) ['A']. Please provide all"
                + " required input(s)."),
        invalid(
            "12 input twice",
            request(SIMPLE, ints("INPUT0", 1, 16), ints("INPUT0", 1, 16)),
            "input 'INPUT0' already exists in request"),
        invalid(
            "12 output twice",
            simple(List.of("OUTPUT1", "OUTPUT0", "OUTPUT1")),
            "output 'OUTPUT1' already exists in request"));
  }

  static Stream<RequestCase> mistakesInShapes() {
    return Stream.of(
        invalid(
            "13 type",
            request(SIMPLE, ints("INPUT0", 1, 16), floats("INPUT1", 1, 16)),
            "inference input 'INPUT1' data-type is 'FP32', but model 'simple' expects 'INT32'"),
        invalid(
            "14 shape with batches",
            request(SIMPLE, ints("INPUT0", 1, 17), ints("INPUT1", 1, 16)),
            "unexpected shape for input 'INPUT0' for model 'simple'. Expected [-1,16], got [1,17]. "
                + NOTE),
        invalid(
            "14 rank with batches",
            request(SIMPLE, ints("INPUT0", 1, 1, 16), ints("INPUT1", 1, 16)),
            "unexpected shape for input 'INPUT0' for model 'simple'. Expected [-1,16], got"
                + " [1,1,16]. "
                + NOTE),
        invalid(
            "15 shape without batches",
            request(NO_BATCH, floats("X", 3, 2)),
            "unexpected shape for input 'X' for model 'nobatch'. Expected [2,3], got [3,2]. "),
        invalid(
            "15 scalar",
            request(STRINGS, Tensors.strings("S", Shape.SCALAR, "a")),
            "unexpected shape for input 'S' for model 'strings'. Expected [-1], got []. "),
        invalid(
            "16 variable dimension",
            request(OPEN, Tensors.of("X", DataType.FP32, Shape.of(-1, 2))),
            "All input dimensions should be specified for input 'X' for model 'open', got [-1,2]"),
        invalid(
            "17 batch too large",
            simple(9),
            "inference request batch-size must be <= 8 for 'simple'"),
        invalid(
            "18 no batch dimension",
            request(SIMPLE, ints("INPUT0", 1, 16), ints("INPUT1")),
            "input 'INPUT1' has no shape but model requires batch dimension for 'simple'"),
        invalid(
            "19 batches that differ",
            request(SIMPLE, ints("INPUT0", 2, 16), ints("INPUT1", 1, 16)),
            "input 'INPUT0' batch size does not match other inputs for 'simple'"));
  }

  static Stream<RequestCase> mistakesInSizes() {
    return Stream.of(
        invalid(
            "20 too few bytes",
            request(SIMPLE, bytes("INPUT0", 60, 1, 16), ints("INPUT1", 1, 16)),
            "input byte size mismatch for input 'INPUT0' for model 'simple'. Expected 64, got 60"),
        invalid(
            "20 too many bytes",
            request(SIMPLE, bytes("INPUT0", 68, 1, 16), ints("INPUT1", 1, 16)),
            "input byte size mismatch for input 'INPUT0' for model 'simple'. Expected 64, got 68"),
        invalid(
            "20 batch of 0 counts as unset",
            simple(0),
            "input byte size mismatch for input 'INPUT1' for model 'simple'. Expected 64, got 0"),
        new RequestCase(
            "20 more elements than numbers",
            request(OPEN, bytes("X", 4, 1L << 32, 1L << 32)),
            Reason.INVALID_REQUEST,
            "byte size for tensor 'X' exceeds maximum size of 9223372036854775807"),
        new RequestCase(
            "20 more bytes than numbers",
            request(OPEN, bytes("X", 4, 1, Long.MAX_VALUE)),
            Reason.INVALID_REQUEST,
            "byte size for tensor 'X' exceeds maximum size of 9223372036854775807"));
  }

  static Stream<RequestCase> mistakesInStrings() {
    return Stream.of(
        invalid(
            "21 too many strings",
            request(STRINGS, Tensors.strings("S", Shape.of(2), "a", "", "c")),
            "unexpected number of string elements 3 for inference input 'S' for model 'strings',"
                + " expecting 2"),
        invalid(
            "22 too few strings",
            request(STRINGS, Tensors.strings("S", Shape.of(3), "a", "b")),
            "expected 3 string elements for inference input 'S' for model 'strings', got 2"),
        invalid(
            "22 batch of 0 counts as unset",
            request(BATCHED_STRINGS, Tensors.strings("S", Shape.of(0, 1))),
            "expected 1 string elements for inference input 'S' for model 'batched', got 0"),
        invalid(
            "23 length cut off",
            request(STRINGS, strings(2, 1, 0, 0, 0, 'a', 1, 0, 0)),
            "incomplete string length indicator for inference input 'S' for model 'strings',"
                + " expecting 4 bytes but only 3 bytes available. Please make sure the string"
                + " length indicator is in one buffer."),
        new RequestCase(
            "24 length past the end",
            request(STRINGS, strings(1, 50, 0, 0, 0, 'a', 'b', 'c')),
            Reason.INVALID_REQUEST,
            "incomplete string data for inference input 'S', expecting string of length 50 but only"
                + " 3 bytes available"),
        new RequestCase(
            "24 length is unsigned",
            request(STRINGS, strings(1, 255, 255, 255, 255)),
            Reason.INVALID_REQUEST,
            "incomplete string data for inference input 'S', expecting string of length 4294967295"
                + " but only 0 bytes available"),
        invalid(
            "24 only the last string can be too long",
            request(STRINGS, strings(2, 50, 0, 0, 0, 'a')),
            "expected 2 string elements for inference input 'S' for model 'strings', got 1"));
  }

  /** Each holds the mistake that it is refused for, and the next one in Triton's order. */
  static Stream<RequestCase> severalMistakes() {
    return Stream.of(
        new RequestCase(
            "output before input count",
            request(SIMPLE, List.of("NONE"), ints("INPUT0", 1, 16)),
            Reason.INVALID_REQUEST,
            "unexpected inference output 'NONE' for model 'simple'"),
        invalid(
            "input count before input name",
            request(SIMPLE, ints("OTHER", 1, 16)),
            "expected 2 inputs but got 1 inputs for model 'simple'. Got input(s) ['OTHER'], but"
                + " missing required input(s) ['INPUT0','INPUT1']. Please provide all required"
                + " input(s)."),
        new RequestCase(
            "input name before batch dimension",
            request(SIMPLE, ints("INPUT0"), ints("OTHER")),
            Reason.INVALID_REQUEST,
            "unexpected inference input 'OTHER' for model 'simple'"),
        invalid(
            "batches that differ before batch too large",
            request(SIMPLE, ints("INPUT0", 9, 16), ints("INPUT1", 10, 16)),
            "input 'INPUT0' batch size does not match other inputs for 'simple'"),
        invalid(
            "batch too large before type",
            request(SIMPLE, floats("INPUT0", 9, 16), ints("INPUT1", 9, 16)),
            "inference request batch-size must be <= 8 for 'simple'"),
        invalid(
            "type before shape",
            request(NO_BATCH, ints("X", 3, 2)),
            "inference input 'X' data-type is 'INT32', but model 'nobatch' expects 'FP32'"),
        invalid(
            "shapes of all inputs before the size of any",
            request(SIMPLE, ints("INPUT0", 1, 15), bytes("INPUT1", 1, 1, 16)),
            "unexpected shape for input 'INPUT0' for model 'simple'. Expected [-1,16], got [1,15]. "
                + NOTE),
        invalid(
            "last input before first",
            request(SIMPLE, bytes("INPUT0", 1, 1, 16), bytes("INPUT1", 2, 1, 16)),
            "input byte size mismatch for input 'INPUT1' for model 'simple'. Expected 64, got 2"));
  }

  @ParameterizedTest
  @MethodSource
  void countsRowsOfWhatFits(InferRequest request, int rows) {
    assertThat(RequestRules.check(request).rows()).isEqualTo(rows);
  }

  static Stream<Arguments> countsRowsOfWhatFits() {
    Tensor one = Tensors.of("A", DataType.INT8, Shape.of(1), (byte) 1);
    Tensor two = Tensors.of("B", DataType.INT8, Shape.of(1), (byte) 1);
    return Stream.of(
        arguments(simple(1), 1),
        arguments(simple(8), 8),
        arguments(simple(List.of("OUTPUT1")), 1),
        arguments(request(SIMPLE, ints("INPUT1", 3, 16), ints("INPUT0", 3, 16)), 3),
        arguments(request(NO_BATCH, floats("X", 2, 3)), 1),
        arguments(request(OPEN, floats("X", 0, 5)), 1),
        arguments(request(OPTIONAL, one), 1),
        arguments(request(OPTIONAL, two, one), 1),
        arguments(request(STRINGS, Tensors.strings("S", Shape.of(0))), 1),
        arguments(request(STRINGS, Tensors.strings("S", Shape.of(2), "", "é")), 1),
        arguments(request(BATCHED_STRINGS, Tensors.strings("S", Shape.of(2, 1), "a", "b")), 2));
  }

  private static Arguments arguments(InferRequest request, int rows) {
    return Arguments.of(request, rows);
  }

  private static RequestCase invalid(String mistake, InferRequest request, String text) {
    return new RequestCase(mistake, request, Reason.INVALID_TENSOR, text);
  }

  private static InferRequest simple(long rows) {
    return request(SIMPLE, ints("INPUT0", rows, 16), ints("INPUT1", rows, 16));
  }

  private static InferRequest simple(List<String> outputs) {
    return request(SIMPLE, outputs, ints("INPUT0", 1, 16), ints("INPUT1", 1, 16));
  }

  private static Tensor ints(String name, long... dims) {
    return Tensors.counting(name, DataType.INT32, Shape.of(dims));
  }

  private static Tensor floats(String name, long... dims) {
    return Tensors.counting(name, DataType.FP32, Shape.of(dims));
  }

  /** A tensor of the type that its model expects, but of any size. */
  private static Tensor bytes(String name, int size, long... dims) {
    DataType type = name.equals("X") ? DataType.FP32 : DataType.INT32;
    return Tensors.of(name, type, Shape.of(dims), new byte[size]);
  }

  private static Tensor strings(int elements, int... wire) {
    byte[] bytes = new byte[wire.length];
    for (int i = 0; i < wire.length; i++) {
      bytes[i] = (byte) wire[i];
    }
    return Tensors.of("S", DataType.BYTES, Shape.of(elements), bytes);
  }

  @Test
  void refusesMoreRowsThanCanBeCountedOfAViewWithoutALimit() {
    ServedModel view =
        GraphView.of(RequestCase.model("rows", 4, ModelInput.of("X", DataType.INT8, Shape.of(-1))));
    Tensor empty = Tensors.of("X", DataType.INT8, Shape.of((1L << 32) + 1, 0));
    InferRequest request =
        new InferRequest(
            view,
            "id",
            List.of(empty),
            List.of(),
            RequestOptions.NONE,
            InferRequest.NOTHING_TO_RELEASE);

    assertThatThrownBy(() -> RequestRules.check(request))
        .hasMessage("inference request batch-size must be <= 2147483647 for 'rows'");
  }
}
