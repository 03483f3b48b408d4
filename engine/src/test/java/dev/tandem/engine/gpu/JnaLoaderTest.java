package dev.tandem.engine.gpu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tandem.engine.gpu.NativeLoader.Opening.Failed;
import dev.tandem.engine.gpu.NativeLoader.Opening.Opened;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class JnaLoaderTest {
  private static final String LIBRARY_OF_C =
      System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("mac")
          ? "libSystem.B.dylib"
          : "libc.so.6";

  private final JnaLoader loader = new JnaLoader();

  @Test
  void saysInTheLoadersWordsWhatIsNotThere() {
    assertThat(loader.open("libno-such-library.so.9"))
        .isInstanceOfSatisfying(
            Failed.class,
            failed -> assertThat(failed.reason()).contains("libno-such-library.so.9"));
  }

  @Test
  void callsFunctions() {
    assertThat(loader.open(LIBRARY_OF_C))
        .isInstanceOfSatisfying(
            Opened.class,
            opened -> {
              NativeLibrary library = opened.library();
              assertThat(library.has("getpid")).isTrue();
              assertThat(library.has("noSuchFunction")).isFalse();
              assertThat((long) library.call("getpid")).isEqualTo(ProcessHandle.current().pid());
            });
  }
}
