package dev.tandem.tfserving.warmup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.engine.api.ServingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TfRecordFileTest {
  private static final String HINT = ". Please verify your warmup data is in TFRecord format.";

  @TempDir Path folder;

  @Test
  void readsRecordsInTheirOrder() throws IOException {
    byte[] file =
        new WarmupFile().record(bytes("one")).record(bytes("")).record(bytes("three")).bytes();

    assertThat(read(file)).containsExactly("one", "", "three");
  }

  @Test
  void readsNothingFromAnEmptyFile() throws IOException {
    assertThat(read(new byte[0])).isEmpty();
  }

  /** The checksums are those of the format's description: of eight bytes, 0 but for the first. */
  @Test
  void masksChecksums() throws IOException {
    byte[] file = HexFormat.of().parseHex("0000000000000000" + "29039807" + "d8ea82a2");

    assertThat(read(file)).containsExactly("");
  }

  @Test
  void findsEveryChangedByte() throws IOException {
    byte[] file = new WarmupFile().record(bytes("some text")).bytes();
    for (int i = 0; i < file.length; i++) {
      byte[] changed = file.clone();
      changed[i] ^= 0x10;

      assertThatThrownBy(() -> read(changed))
          .isInstanceOf(ServingException.class)
          .hasMessage("corrupted record at 0" + HINT);
    }
  }

  @Test
  void findsEveryMissingEnd() throws IOException {
    byte[] first = new WarmupFile().record(bytes("first")).bytes();
    byte[] file = new WarmupFile().record(bytes("first")).record(bytes("text")).bytes();
    for (int length = first.length + 1; length < file.length; length++) {
      byte[] cut = Arrays.copyOf(file, length);

      assertThatThrownBy(() -> read(cut))
          .isInstanceOf(ServingException.class)
          .hasMessage("truncated record at " + first.length + HINT);
    }
  }

  private List<String> read(byte[] bytes) throws IOException {
    Path file = Files.write(folder.resolve("records"), bytes);
    List<String> found = new ArrayList<>();
    try (TfRecordFile records = TfRecordFile.open(file)) {
      for (Optional<byte[]> record = records.next(); record.isPresent(); record = records.next()) {
        found.add(new String(record.get(), UTF_8));
      }
    }
    return found;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
