package dev.tandem.engine.gpu;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.engine.testkit.BytesChannel;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class ElfReaderPropertyTest {
  private static final byte[] LIBRARY =
      ElfBytes.needing("$ORIGIN:/opt/cuda/lib", "libcudart.so.12", "libcuda.so.1");

  @Test
  void readsWhatALibraryNeedsAndWhereItLooks() throws IOException {
    assertThat(read(LIBRARY))
        .isEqualTo(
            new ElfNeeds(
                List.of("libcudart.so.12", "libcuda.so.1"), List.of("$ORIGIN", "/opt/cuda/lib")));
  }

  @Test
  void saysWhatIsWrong() {
    assertThatThrownBy(() -> read(new byte[0])).hasMessage("it is cut short");
    assertThatThrownBy(() -> read(new byte[100]))
        .hasMessage("it is not a 64-bit little-endian ELF file");
    assertThatThrownBy(() -> read(Arrays.copyOf(LIBRARY, LIBRARY.length - 3)))
        .hasMessage("a name has no end");
  }

  @Test
  void readsTheLibraryOfOnnxRuntime() throws IOException {
    byte[] library;
    try (InputStream file =
        ElfReaderPropertyTest.class.getResourceAsStream(
            "/ai/onnxruntime/native/linux-x64/libonnxruntime.so")) {
      library = requireNonNull(file).readAllBytes();
    }
    BytesChannel channel = new BytesChannel(library);

    assertThat(ElfReader.read(channel))
        .isEqualTo(
            new ElfNeeds(
                List.of(
                    "libdl.so.2",
                    "librt.so.1",
                    "libpthread.so.0",
                    "libstdc++.so.6",
                    "libm.so.6",
                    "libgcc_s.so.1",
                    "libc.so.6",
                    "ld-linux-x86-64.so.2"),
                List.of("$ORIGIN")));
    assertThat(channel.bytesRead()).isLessThan(100_000);
  }

  @Property
  void namesComeBack(@ForAll @Size(max = 20) List<@AlphaChars @StringLength(min = 1) String> names)
      throws IOException {
    assertThat(read(ElfBytes.needing("", names)).libraries()).isEqualTo(names);
  }

  @Property
  void anyBytesAreReadOrRefused(@ForAll byte[] bytes) throws IOException {
    assertReadOrRefused(bytes);
  }

  @Property(tries = 3000)
  void anyChangedLibraryIsReadOrRefused(
      @ForAll @Size(min = 1, max = 4) int[] places, @ForAll byte value) throws IOException {
    byte[] changed = LIBRARY.clone();
    for (int place : places) {
      changed[Math.floorMod(place, changed.length)] = value;
    }
    assertReadOrRefused(changed);
  }

  @Property
  void anyTruncatedLibraryIsReadOrRefused(@ForAll @IntRange(max = 400) int length)
      throws IOException {
    assertReadOrRefused(Arrays.copyOf(LIBRARY, Math.min(length, LIBRARY.length)));
  }

  private static void assertReadOrRefused(byte[] bytes) throws IOException {
    try {
      assertThat(read(bytes)).isNotNull();
    } catch (ElfFormatException e) {
      assertThat(e).hasMessageMatching("(it|its|a) .+");
    }
  }

  private static ElfNeeds read(byte[] bytes) throws IOException {
    return ElfReader.read(new BytesChannel(bytes));
  }
}
