package dev.tandem.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tandem.engine.api.Reason;
import dev.tandem.engine.api.ServingException;
import dev.tandem.engine.tensor.ByteBudget;
import dev.tandem.engine.tensor.NativePool;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayInputStream;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class BodyTest {
  private static final int CAPACITY = 1 << 20;

  private final NativePool pool = new NativePool(1 << 24, true);
  private final ByteBudget budget = new ByteBudget(CAPACITY);
  private final BodyMemory memory = new BodyMemory(pool, budget, budget);

  @ParameterizedTest
  @EnumSource
  void growsAsBytesArriveAndGivesAllBack(BodyPlace place) {
    byte[] sent = new byte[100_000];
    new Random(1).nextBytes(sent);
    Body body = new Body(place, memory, 0);
    for (int from = 0; from < sent.length; from += 1000) {
      body.append(Unpooled.wrappedBuffer(sent, from, 1000));
    }
    body.complete();

    byte[] got = new byte[body.size()];
    body.bytes().get(got);

    assertThat(got).isEqualTo(sent);
    assertThat(body.bytes().isDirect()).isEqualTo(place == BodyPlace.NATIVE);
    assertThat(budget.reserved()).isBetween(100_000L, 200_000L);
    assertThat(pool.openLeases()).isEqualTo(place == BodyPlace.NATIVE ? 1 : 0);
    body.close();
    assertNothingIsHeld();
  }

  @ParameterizedTest
  @CsvSource({
    // what is needed now, what there is, what the client announces, what is taken
    "10, 0, 500, 500",
    "10, 0, 100000000, 1048576",
    "2000000, 1048576, 100000000, 16000000",
    "60000000, 16000000, 100000000, 100000000",
    "10, 0, 0, 1024",
    "1025, 1024, 0, 2048",
    "9000, 1024, 0, 9000",
    "1500000000, 1073741824, 0, 2147483583"
  })
  void takesWhatIsAnnouncedOnlyAsFarAsTheClientKeptItsWord(
      long needed, long before, long announced, long expected) {
    assertThat(Body.capacity(needed, before, announced)).isEqualTo(expected);
  }

  @Test
  void refusesWhatTheBudgetHasNoRoomForAndHoldsNothingAfterIt() {
    Body other = filled(BodyPlace.HEAP, CAPACITY - 5000);
    Body body = new Body(BodyPlace.NATIVE, memory, 0);
    body.append(Unpooled.wrappedBuffer(new byte[1000]));

    assertThatThrownBy(() -> body.append(Unpooled.wrappedBuffer(new byte[5000])))
        .isInstanceOfSatisfying(
            ServingException.class, e -> assertThat(e.reason()).isEqualTo(Reason.QUEUE_FULL))
        .hasMessageContaining("of " + CAPACITY);

    body.close();
    other.close();
    assertNothingIsHeld();
  }

  @Test
  void countsWhatABodyUnpacksTo() throws Exception {
    Body body = filled(BodyPlace.HEAP, 10);
    UnpackedBytes unpacked = new UnpackedBytes(budget);
    unpacked.readAll(new ByteArrayInputStream("unpacked".repeat(1000).getBytes(UTF_8)), 8000);
    body.replace(unpacked);

    assertThat(body.size()).isEqualTo(8000);
    assertThat(budget.reserved()).isBetween(8000L, 16_000L);
    body.forgetText();
    assertThat(budget.reserved()).isBetween(8000L, 16_000L);
    body.close();
    assertNothingIsHeld();
  }

  @Test
  void countsWhatReadingTakesUntilTheTextIsForgotten() {
    Body body = filled(BodyPlace.HEAP, 10);
    long text = budget.reserved();

    body.reserveForReading(1000);
    assertThat(budget.reserved()).isEqualTo(text + 1000);
    assertThatThrownBy(() -> body.reserveForReading(CAPACITY)).isInstanceOf(ServingException.class);
    body.forgetText();

    assertThat(budget.reserved()).isEqualTo(text);
    body.close();
    assertNothingIsHeld();
  }

  private Body filled(BodyPlace place, int bytes) {
    Body body = new Body(place, memory, bytes);
    body.append(Unpooled.wrappedBuffer(new byte[bytes]));
    body.complete();
    return body;
  }

  private void assertNothingIsHeld() {
    assertThat(budget.reserved()).isZero();
    assertThat(pool.openLeases()).isZero();
  }
}
