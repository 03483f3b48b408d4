package dev.tandem.kserve.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.engine.api.ServingException;
import java.util.List;
import java.util.Map;
import java.util.regex.PatternSyntaxException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ForwardedHeadersTest {
  @Test
  void matchesNamesAnywhereAndInAnyCase() {
    assertThat(
            ForwardedHeaders.matching("tenant|^trace")
                .of(List.of(Map.entry("X-Tenant-Id", "7"), Map.entry("x-trace", "no"))))
        .isEqualTo(Map.of("x-tenant-id", "7"));
  }

  @Test
  void forwardsNothingWithoutAPattern() {
    assertThat(ForwardedHeaders.matching("").of(List.of(Map.entry("priority", "1")))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sequence_id",
        "Sequence_Start",
        "sequence_end",
        "priority",
        "timeout",
        "headers",
        "binary_data_output",
        "triton_final_response"
      })
  void refusesHeadersWhoseNamesMeanSomethingElse(String name) {
    ForwardedHeaders all = ForwardedHeaders.matching(".*");

    assertThatThrownBy(() -> all.of(List.of(Map.entry(name, "1"))))
        .isInstanceOf(ServingException.class)
        .hasMessage(
            "Header '%s' is reserved for Triton usage and cannot be forwarded.",
            name.toLowerCase(java.util.Locale.ROOT));
  }

  @Test
  void anExpressionIsReadAtTheStart() {
    assertThatThrownBy(() -> ForwardedHeaders.matching("("))
        .isInstanceOf(PatternSyntaxException.class);
  }
}
