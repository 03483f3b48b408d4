package dev.tandem.engine.repository;

import static org.assertj.core.api.Assertions.assertThatCode;

import org.junit.jupiter.api.Test;

class NativeHeapTest {
  @Test
  void trimsAgainAndAgain() {
    assertThatCode(
            () -> {
              NativeHeap.trim();
              NativeHeap.trim();
            })
        .doesNotThrowAnyException();
  }
}
