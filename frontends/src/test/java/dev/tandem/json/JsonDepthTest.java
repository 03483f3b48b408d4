package dev.tandem.json;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Depth costs neither stack nor much memory. */
class JsonDepthTest {
  private static final int MEGABYTE = 1 << 20;

  private static JsonValue parse(String text) {
    return JsonDocument.parse(text.getBytes(US_ASCII), TrailingBytes.REJECT).root();
  }

  private static String nested(int depth, String inner) {
    return "[".repeat(depth) + inner + "]".repeat(depth);
  }

  private static long allocatedBytes(Runnable action) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    action.run();
    return threads.getCurrentThreadAllocatedBytes() - before;
  }

  @Test
  void tellsOfWhatManyContainersCostBeforeItIsTaken() {
    byte[] brackets = ("[" + "[],".repeat(100_000) + "[]]").getBytes(UTF_8);
    AtomicLong told = new AtomicLong();

    JsonDocument.parse(brackets, 0, brackets.length, TrailingBytes.REJECT, told::addAndGet);

    assertThat(told.get()).isBetween(1_000_000L, 4_000_000L);
    byte[] small = "[[1], [2]]".getBytes(UTF_8);
    JsonDocument.parse(
        small,
        0,
        small.length,
        TrailingBytes.REJECT,
        more -> {
          throw new AssertionError(more);
        });
  }

  @Test
  void refusesTenMegabytesOfBracketsWithinTheirOwnSize() {
    byte[] brackets = new byte[10 * MEGABYTE];
    Arrays.fill(brackets, (byte) '[');

    long allocated =
        allocatedBytes(
            () ->
                assertThatThrownBy(() -> JsonDocument.parse(brackets, TrailingBytes.REJECT))
                    .hasMessage("Invalid value. at " + brackets.length));

    assertThat(allocated).isLessThan(brackets.length);
  }

  @Test
  void navigatesAroundAMemberThatIsHalfAMillionDeep() {
    JsonValue root = parse("{\"ignored\":" + nested(500_000, "1") + ",\"x\":[1,2]}");

    assertThat(root.size()).isEqualTo(2);
    assertThat(root.member("x").orElseThrow().size()).isEqualTo(2);
    assertThat(root.member("ignored").orElseThrow().size()).isEqualTo(1);
  }

  @Test
  void readsEveryTokenOfADeepValue() {
    int depth = 500_000;
    JsonReader reader = parse(nested(depth, "1")).reader();

    int deepest = 0;
    int ends = 0;
    while (reader.next() != JsonToken.END) {
      deepest = Math.max(deepest, reader.depth());
      ends += reader.token() == JsonToken.ARRAY_END ? 1 : 0;
    }

    assertThat(deepest).isEqualTo(depth);
    assertThat(ends).isEqualTo(depth);
  }

  @Test
  void findsSizesAndEndsBelowTheRecordedDepth() {
    String deep = nested(ContainerTape.MAX_DEPTH + 10, "{\"a\":[1,[2],\"]\\\"[\"],\"b\":{}}");
    JsonReader reader = parse("[" + deep + ",7]").reader();
    while (reader.next() != JsonToken.OBJECT_START) {
      assertThat(reader.size()).isPositive();
    }

    JsonValue object = reader.value();
    assertThat(reader.size()).isEqualTo(2);
    assertThat(object.size()).isEqualTo(2);
    assertThat(object.member("a").orElseThrow().size()).isEqualTo(3);
    assertThat(object.member("b").orElseThrow().size()).isZero();
    assertThat(object.member("a").orElseThrow().elements().get(2).text()).isEqualTo("]\"[");

    reader.skip();
    assertThat(reader.token()).isEqualTo(JsonToken.OBJECT_END);
    while (reader.depth() > 1) {
      assertThat(reader.next()).isEqualTo(JsonToken.ARRAY_END);
    }
    assertThat(reader.next()).isEqualTo(JsonToken.NUMBER);
    assertThat(reader.number().longValue()).isEqualTo(7);
  }

  @Test
  void tellsObjectsFromArraysAtEveryDepth() {
    int pairs = 500;
    String open = "[{\"a\":".repeat(pairs);
    String close = "}]".repeat(pairs);

    assertThat(parse(open + "1" + close).size()).isEqualTo(1);
    for (int i = 0; i < close.length(); i++) {
      char wrong = close.charAt(i) == '}' ? ']' : '}';
      String broken = open + "1" + close.substring(0, i) + wrong;
      assertThatThrownBy(() -> parse(broken)).hasMessageContaining("Missing a comma or");
    }
  }

  @Test
  void keepsSizesOfContainersAroundTheRecordedDepth() {
    int depth = ContainerTape.MAX_DEPTH + 2;
    JsonReader reader = parse("[0,".repeat(depth) + "9" + ",8,7]".repeat(depth)).reader();

    for (int i = 0; i < depth; i++) {
      assertThat(reader.next()).isEqualTo(JsonToken.ARRAY_START);
      assertThat(reader.size()).isEqualTo(4);
      assertThat(reader.next()).isEqualTo(JsonToken.NUMBER);
    }
  }

  @Test
  void recordsNothingForNumbers() {
    byte[] numbers = ("[" + "0.5,".repeat(250_000) + "1]").getBytes(US_ASCII);

    long allocated = allocatedBytes(() -> JsonDocument.parse(numbers, TrailingBytes.REJECT));

    assertThat(allocated).isLessThan(64 << 10);
  }
}
