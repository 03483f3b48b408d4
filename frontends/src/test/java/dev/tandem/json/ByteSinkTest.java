package dev.tandem.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ByteSinkTest {
  @Test
  void growsAsBytesCome() {
    ByteSink sink = new ByteSink(1);
    byte[] expected = new byte[1000];
    for (int i = 0; i < 500; i++) {
      sink.put(i);
      expected[i] = (byte) i;
    }
    sink.put(new byte[500]);

    assertThat(sink.length()).isEqualTo(1000);
    assertThat(sink.toByteArray()).isEqualTo(expected);
  }

  @Test
  void forgetsWhatIsCutOff() {
    ByteSink sink = new ByteSink(16);
    sink.put(new byte[] {1, 2, 3});
    sink.length(1);
    sink.put(9);

    assertThat(sink.toByteArray()).containsExactly(1, 9);
  }

  @Test
  void refusesLengthsOutsideItsBytes() {
    ByteSink sink = new ByteSink(16);

    assertThatThrownBy(() -> sink.length(17)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> sink.length(-1)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void refusesMoreThanAnArrayHolds() {
    ByteSink sink = new ByteSink(16);
    sink.put(1);

    assertThatIllegalStateException()
        .isThrownBy(() -> sink.ensure(Integer.MAX_VALUE))
        .withMessageContaining("2147483648 bytes");
  }
}
