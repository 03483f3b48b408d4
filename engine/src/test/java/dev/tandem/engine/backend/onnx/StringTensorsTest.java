package dev.tandem.engine.backend.onnx;

import static dev.tandem.engine.testkit.onnx.Dims.dims;
import static dev.tandem.engine.testkit.onnx.OnnxType.STRING;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.tensor.DataType;
import dev.tandem.engine.tensor.Lease;
import dev.tandem.engine.tensor.NativePool;
import dev.tandem.engine.tensor.Shape;
import dev.tandem.engine.tensor.Tensor;
import dev.tandem.engine.tensor.TensorBytes;
import dev.tandem.engine.testkit.Tensors;
import dev.tandem.engine.testkit.onnx.OnnxAttribute;
import dev.tandem.engine.testkit.onnx.OnnxModel;
import dev.tandem.engine.testkit.onnx.OnnxModels;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StringTensorsTest {
  private static final OnnxEnvironment ENVIRONMENT =
      OnnxEnvironment.create(ThreadSettings.ofBackend("onnxruntime", Map.of()));
  private static final String CLEF = "\uD834\uDD1E";

  private final NativePool pool = new NativePool(0, true);

  static Stream<StringTensors> ways() {
    return Stream.of(ENVIRONMENT.strings(), new EscapedStrings(ENVIRONMENT.ort()));
  }

  @AfterEach
  void everyLeaseIsBack() {
    assertThat(pool.openLeases()).isZero();
  }

  @ParameterizedTest
  @MethodSource("ways")
  void everyStringComesBackAsItWentIn(StringTensors way) throws OrtException {
    List<byte[]> strings = new ArrayList<>();
    for (String text :
        List.of("", "a", "fifteen letters", "sixteen letters.", "\0", "a\0b", CLEF)) {
      strings.add(text.getBytes(UTF_8));
    }
    strings.add(new byte[] {(byte) 0xFF});
    strings.add(new byte[] {'a', (byte) 0xC3});
    strings.add(new byte[] {(byte) 0xED, (byte) 0xA0, (byte) 0x80}); // half a surrogate pair
    strings.add(new byte[] {(byte) 0xC0, (byte) 0x80}); // zero in modified UTF-8
    strings.add("\uF8FE\uE061".getBytes(UTF_8)); // what escaped strings look like
    strings.add("\uF8FEnot escaped".getBytes(UTF_8));
    strings.add("x".repeat(255).getBytes(UTF_8));
    strings.add("x".repeat(256).getBytes(UTF_8));

    assertRoundTrip(way, strings);
  }

  @ParameterizedTest
  @MethodSource("ways")
  void longStringsComeBack(StringTensors way) throws OrtException {
    byte[] noise = new byte[1 << 20];
    new Random(1).nextBytes(noise);

    assertRoundTrip(way, List.of(noise, "y".repeat(1 << 20).getBytes(UTF_8)));
  }

  @ParameterizedTest
  @MethodSource("ways")
  void manyStringsComeBack(StringTensors way) throws OrtException {
    Random random = new Random(2);
    List<byte[]> strings = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      byte[] string = new byte[random.nextInt(40)];
      random.nextBytes(string);
      strings.add(string);
    }

    assertRoundTrip(way, strings);
  }

  @Test
  void theModelSeesTheVeryBytes() throws OrtException {
    byte[] model =
        OnnxModel.graph("stop_word")
            .input("x", STRING, dims("N"))
            .output("y", STRING, dims("M"))
            .node(
                "StringNormalizer",
                List.of("x"),
                List.of("y"),
                OnnxAttribute.attribute("is_case_sensitive", 1),
                OnnxAttribute.attribute("stopwords", List.of(CLEF)))
            .toBytes();

    assertThat(run(model, Map.of("x", Tensors.strings("x", Shape.of(2), CLEF, "left"))))
        .containsExactly("left");
  }

  @Test
  void constantsOfTheModelComeOutWhole() throws OrtException {
    byte[] model =
        OnnxModel.graph("constant")
            .output("y", STRING, dims())
            .node(
                "Constant",
                List.of(),
                List.of("y"),
                OnnxAttribute.attribute("value_string", CLEF + "\0" + CLEF))
            .toBytes();

    assertThat(run(model, Map.of())).containsExactly(CLEF + "\0" + CLEF);
  }

  @ParameterizedTest
  @MethodSource("ways")
  void refusesBytesThatAreNotTheStringsOfTheirShape(StringTensors way) {
    byte[] two = Tensors.bytesOf(Tensors.strings("x", Shape.of(2), "ab", "c"));

    assertRefused(way, two, 1, "more than 1 strings in 11 bytes");
    assertRefused(way, two, 3, "fewer than 3 strings in 11 bytes");
    assertRefused(way, new byte[] {9, 0, 0, 0, 'a'}, 1, "string 0 that runs past the end in 5");
    assertRefused(way, new byte[] {-1, -1, -1, -1, 'a'}, 1, "string 0 that runs past the end in 5");
    assertRefused(
        way, new byte[] {2, 0, 0, 0, 'a', 'b', 1, 0}, 2, "string 1 that runs past the end in 8");
    assertRefused(way, two, Long.MAX_VALUE, "fewer than 9223372036854775807 strings in 11 bytes");
  }

  @ParameterizedTest
  @MethodSource("ways")
  void readsStringsThatAreScattered(StringTensors way) throws OrtException {
    ByteBuffer whole = Tensors.strings("x", Shape.of(2), "one", "two").bytes().run(0);
    TensorBytes scattered = TensorBytes.wrap(List.of(whole.slice(0, 5), whole.slice(5, 9)));

    try (OnnxTensor tensor = way.write(new Tensor("x", DataType.BYTES, Shape.of(2), scattered))) {
      assertThat(Tensors.stringsOf(read(way, tensor))).containsExactly("one", "two");
    }
  }

  @Test
  void thisPlatformNeedsNoEscapes() {
    assertThat(ENVIRONMENT.strings()).isInstanceOf(NativeStrings.class);
  }

  /** Through ONNX Runtime itself, so that its own copy is what is read. */
  private void assertRoundTrip(StringTensors way, List<byte[]> strings) throws OrtException {
    Tensor input = Tensors.strings("INPUT0", Shape.of(strings.size()), strings);
    try (OrtSession session = ENVIRONMENT.ort().createSession(OnnxModels.identity(STRING, "N"));
        OnnxTensor written = way.write(input);
        OrtSession.Result result = session.run(Map.of("INPUT0", written))) {
      Tensor output = read(way, (OnnxTensor) result.get(0));

      assertThat(Tensors.byteStringsOf(output)).hasSameSizeAs(strings);
      assertThat(Tensors.bytesOf(output)).isEqualTo(Tensors.bytesOf(input));
    }
  }

  private Tensor read(StringTensors way, OnnxTensor tensor) throws OrtException {
    Shape shape = Shape.of(tensor.getInfo().getShape());
    try (Lease lease = way.read(tensor, pool)) {
      byte[] bytes = new byte[lease.view().remaining()];
      lease.view().get(bytes);
      return Tensors.of("OUTPUT0", DataType.BYTES, shape, bytes);
    }
  }

  private List<String> run(byte[] model, Map<String, Tensor> inputs) throws OrtException {
    try (OrtSession session = ENVIRONMENT.ort().createSession(model)) {
      Map<String, OnnxTensor> written = new HashMap<>();
      for (Map.Entry<String, Tensor> input : inputs.entrySet()) {
        written.put(input.getKey(), ENVIRONMENT.strings().write(input.getValue()));
      }
      try (OrtSession.Result result = session.run(written)) {
        return Tensors.stringsOf(read(ENVIRONMENT.strings(), (OnnxTensor) result.get(0)));
      } finally {
        written.values().forEach(OnnxTensor::close);
      }
    }
  }

  private static void assertRefused(StringTensors way, byte[] bytes, long count, String found) {
    Tensor tensor = Tensors.of("x", DataType.BYTES, Shape.of(count), bytes);

    assertThatThrownBy(() -> way.write(tensor).close())
        .isInstanceOfSatisfying(
            ServingException.class, e -> assertThat(e.reason()).isEqualTo(Reason.INVALID_TENSOR))
        .hasMessageStartingWith("input 'x' holds " + found);
  }
}
