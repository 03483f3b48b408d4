package dev.tandem.golden;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GoldenCaseTest {
  private static final List<GoldenCase> CASES = GoldenFiles.cases();

  @ParameterizedTest
  @CsvSource({
    "HTTP, sequence/seq_accum_basic_0, seq_, true",
    "HTTP, health/model_seq_accum_1, seq_, true",
    "HTTP, infer_json/simple, seq_, false",
    "HTTP, infer_json/simple, simple, true",
    "HTTP, infer_json/model_simple_int8, simple_, true",
    "HTTP, repository_none/index, ens, true",
    "HTTP, statistics/all, seq_, true",
    "HTTP, statistics/simple, seq_, false",
    "GRPC, stream/ensemble, ens, true",
    "GRPC, stream/one, ens, false",
    "GRPC, health/model_ens_1, ens, true",
    "GRPC, repository_none/index, seq_, true"
  })
  void touchesTheModelsItNamesOrLists(
      Protocol protocol, String name, String prefix, boolean touches) {
    assertThat(named(protocol, name).touches(prefix)).isEqualTo(touches);
  }

  @Test
  void everyCaseOfTheSequenceGroupTouchesASequenceModel() {
    assertThat(CASES)
        .filteredOn(each -> each.group().equals("sequence"))
        .hasSize(56)
        .allMatch(each -> each.touches("seq_") || each.touches("simple"));
  }

  private static GoldenCase named(Protocol protocol, String name) {
    return CASES.stream()
        .filter(each -> each.protocol() == protocol && each.name().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
