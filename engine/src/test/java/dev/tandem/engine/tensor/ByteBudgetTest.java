package dev.tandem.engine.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ByteBudgetTest {
  private final ByteBudget budget = new ByteBudget(100);

  @Test
  void reservesUpToItsCapacityAndNoMore() {
    assertThat(budget.tryReserve(60)).isTrue();
    assertThat(budget.tryReserve(41)).isFalse();
    assertThat(budget.tryReserve(40)).isTrue();
    assertThat(budget.reserved()).isEqualTo(100);
  }

  @Test
  void hasRoomAgainOnceSomeIsGivenBack() {
    assertThat(budget.tryReserve(100)).isTrue();
    budget.release(30);

    assertThat(budget.tryReserve(31)).isFalse();
    assertThat(budget.tryReserve(30)).isTrue();
  }

  @Test
  void refusesWhatIsLargerThanTheWholeWithoutTakingAnything() {
    assertThat(budget.tryReserve(Long.MAX_VALUE)).isFalse();
    assertThat(budget.tryReserve(-1)).isFalse();
    assertThat(budget.reserved()).isZero();
  }

  @Test
  void refusesANegativeCapacity() {
    assertThatThrownBy(() -> new ByteBudget(-1)).isInstanceOf(IllegalArgumentException.class);
  }
}
