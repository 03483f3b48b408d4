package dev.tandem.engine.backend.onnx;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class EscapedStringsPropertyTest {
  @Property
  void anyBytesComeBack(@ForAll byte[] bytes) {
    assertComesBack(bytes);
  }

  @Property
  void textThatLooksEscapedComesBack(@ForAll("lookalikes") String text) {
    assertComesBack(text.getBytes(UTF_8));
  }

  @Provide
  Arbitrary<String> lookalikes() {
    return Arbitraries.strings().withChars('\uF8FE', '\uE000', '\uE0FF', '\uE100', 'a', '\0');
  }

  private static void assertComesBack(byte[] bytes) {
    String escaped = EscapedStrings.escape(ByteBuffer.wrap(bytes));

    assertThat(escaped).doesNotContain("\0");
    assertThat(EscapedStrings.unescape(escaped)).isEqualTo(bytes);
  }
}
