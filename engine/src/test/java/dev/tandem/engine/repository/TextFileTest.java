package dev.tandem.engine.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.engine.model.ConfigException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextFileTest {
  @SuppressWarnings("NullAway.Init") // JUnit sets it
  @TempDir
  private Path folder;

  @Test
  void readsAFileAsLargeAsItMayBe() throws IOException {
    assertThat(TextFile.read(write("für".getBytes(StandardCharsets.UTF_8)), "t", 4))
        .isEqualTo("für");
  }

  @Test
  void refusesALargerOne() {
    assertThatThrownBy(() -> TextFile.read(write(new byte[5]), "t", 4))
        .isInstanceOf(ConfigException.class)
        .hasMessage("t has 5 bytes (expected: at most 4)");
  }

  @Test
  void saysWhereItIsNotUtf8() {
    assertThatThrownBy(() -> TextFile.read(write(new byte[] {'a', 'b', (byte) 0xff}), "t", 4))
        .isInstanceOf(ConfigException.class)
        .hasMessage("t is not UTF-8 text: wrong byte at offset 2");
    assertThatThrownBy(() -> TextFile.read(write(new byte[] {'a', (byte) 0xc3}), "t", 4))
        .hasMessage("t is not UTF-8 text: wrong byte at offset 1");
  }

  @Test
  void refusesWhatIsNoFile() {
    assertThatThrownBy(() -> TextFile.read(folder, "t", 4))
        .hasMessage("t is not a file: " + folder);
  }

  private Path write(byte[] bytes) throws IOException {
    return Files.write(folder.resolve("t"), bytes);
  }
}
