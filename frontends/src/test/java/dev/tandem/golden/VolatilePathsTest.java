package dev.tandem.golden;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VolatilePathsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a | {\"b\":{\"a\":2}}",
        "b.a | {\"a\":1,\"b\":{}}",
        "b | {\"a\":1}",
        "*.a | {\"a\":1,\"b\":{}}",
        "**.a | {\"b\":{}}",
        "b.** | {\"a\":1}",
        "a.b | {\"a\":1,\"b\":{\"a\":2}}"
      })
  void removesWhatThePathNames(String path, String left) throws IOException {
    assertThat(VolatilePaths.of(List.of(path)).remove(Json.read("{\"a\":1,\"b\":{\"a\":2}}")))
        .isEqualTo(Json.read(left));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "list.*.ns | {\"list\":[{\"ns\":\"<volatile>\",\"x\":{\"ns\":2}},7]}",
        "list.0.ns | {\"list\":[{\"ns\":\"<volatile>\",\"x\":{\"ns\":2}},7]}",
        "list.**.ns | {\"list\":[{\"ns\":\"<volatile>\",\"x\":{\"ns\":\"<volatile>\"}},7]}",
        "list.1 | {\"list\":[{\"ns\":1,\"x\":{\"ns\":2}},\"<volatile>\"]}"
      })
  void masksWhatThePathNames(String path, String masked) throws IOException {
    assertThat(
            VolatilePaths.of(List.of(path))
                .mask(Json.read("{\"list\":[{\"ns\":1,\"x\":{\"ns\":2}},7]}")))
        .isEqualTo(Json.read(masked));
  }
}
