package dev.tandem.tfserving.signature;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TensorAliasesTest {
  @Test
  void dropsOutputIndex() {
    assertThat(TensorAliases.of(List.of("x:0", "dense/out:12"))).containsExactly("x", "dense/out");
  }

  @Test
  void keepsNamesWithoutOutputIndex() {
    assertThat(TensorAliases.of(List.of("x", "a:b", "c:", ":0", "d:1a")))
        .containsExactly("x", "a:b", "c:", ":0", "d:1a");
  }

  @Test
  void keepsOutputIndexThatTellsNamesApart() {
    assertThat(TensorAliases.of(List.of("x:0", "x:1", "y:0", "y", "z:0")))
        .containsExactly("x:0", "x:1", "y:0", "y", "z");
  }
}
