package dev.tandem.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every body that a recorded Triton could not parse: the same reason at the same offset. */
class TritonParseErrorsTest {
  static Stream<Arguments> recorded() {
    return lines("triton-parse-errors.tsv")
        .map(line -> line.split("\t"))
        .map(
            field -> {
              String body = field[1].equals("-") ? "" : field[1];
              return Arguments.of(field[0], Base64.getDecoder().decode(body), field[2], field[3]);
            });
  }

  private static Stream<String> lines(String resource) {
    try (InputStream in = TritonParseErrorsTest.class.getResourceAsStream(resource)) {
      byte[] bytes = Objects.requireNonNull(in, resource).readAllBytes();
      return new String(bytes, UTF_8).lines().filter(line -> !line.startsWith("#"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("recorded")
  void refusesWhatTritonRefused(String name, byte[] body, String reason, String offset) {
    assertThatExceptionOfType(JsonException.class)
        .isThrownBy(() -> JsonDocument.parse(body, TrailingBytes.REJECT))
        .withMessage(reason + " at " + offset);
  }
}
