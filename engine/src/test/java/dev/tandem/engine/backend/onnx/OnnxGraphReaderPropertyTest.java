package dev.tandem.engine.backend.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.engine.repository.GoldenModels;
import dev.tandem.engine.testkit.BytesChannel;
import java.io.IOException;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class OnnxGraphReaderPropertyTest {
  private static final byte[] MODEL = GoldenModels.modelBytes("models/reshape_model", 1);

  @Property
  void anyBytesAreReadOrRefused(@ForAll byte[] bytes) throws IOException {
    assertReadOrRefused(bytes);
  }

  @Property(tries = 3000)
  void anyChangedModelIsReadOrRefused(
      @ForAll @Size(min = 1, max = 4) int[] places, @ForAll byte value) throws IOException {
    byte[] changed = MODEL.clone();
    for (int place : places) {
      changed[Math.floorMod(place, changed.length)] = value;
    }
    assertReadOrRefused(changed);
  }

  @Property
  void anyTruncatedModelIsReadOrRefused(@ForAll @IntRange(max = 4000) int length)
      throws IOException {
    assertReadOrRefused(Arrays.copyOf(MODEL, Math.min(length, MODEL.length)));
  }

  private static void assertReadOrRefused(byte[] bytes) throws IOException {
    try {
      assertThat(OnnxGraphReader.read(new BytesChannel(bytes)).inputs())
          .allSatisfy(input -> assertThat(input.name()).isNotNull());
    } catch (OnnxFormatException e) {
      assertThat(e).hasMessageMatching("(?s)not an ONNX model: .+|tensor '.*|input '.*");
    }
  }
}
