package dev.tandem.tfserving.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tandem.engine.tensor.ByteBudget;
import dev.tandem.engine.tensor.NativePool;
import io.grpc.Status;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class InputMemoryTest {
  private static final int LOOP_BYTES = 64 << 10;

  private final NativePool pool = new NativePool(0, true);
  private final ByteBudget budget = new ByteBudget(4 * LOOP_BYTES);
  private final InputRoom room = new InputRoom(pool, budget, 1 << 20);

  @AfterEach
  void holdsNothingOnceItIsClosed() {
    assertThat(pool.openLeases()).isZero();
    assertThat(budget.reserved()).isZero();
  }

  @Test
  void countsWhatTheEngineDoesNotCountAtOnce() {
    try (InputMemory memory = room.forMessage(10, false)) {
      memory.take("x", LOOP_BYTES);
      assertThat(budget.reserved()).isZero();

      memory.take("y", LOOP_BYTES);

      assertThat(budget.reserved()).isEqualTo(LOOP_BYTES);
    }
  }

  @Test
  void countsOfABodyOnlyWhatGoesBeyondIt() {
    try (InputMemory memory = room.forBody(2 * LOOP_BYTES, false)) {
      memory.take("x", 3 * LOOP_BYTES);

      assertThat(budget.reserved()).isEqualTo(LOOP_BYTES);
    }
  }

  @Test
  void takesNothingWhereThereIsNoRoom() {
    try (InputMemory memory = room.forMessage(10, false)) {
      assertThatExceptionOfType(TfServingException.class)
          .isThrownBy(() -> memory.take("x", 6 * LOOP_BYTES))
          .withMessageContaining("tensor \"x\" needs 327680 bytes, and requests hold 0 of 262144")
          .extracting(TfServingException::code)
          .isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    }
  }

  @Test
  void leavesMuchToAWorkerBeforeItTakesAnything() {
    try (InputMemory memory = room.forMessage(10, true)) {
      memory.take("x", LOOP_BYTES);

      assertThatExceptionOfType(TooMuchForLoop.class).isThrownBy(() -> memory.take("y", 1));
    }
  }

  @Test
  void boundsShortRequestsByOneMeasureAndLongOnesByTheirSize() {
    assertThat(room.forMessage(10, false).maxBytes()).isEqualTo(1 << 20);
    assertThat(room.forMessage(1 << 20, false).maxBytes()).isEqualTo(16 << 20);
  }
}
